import { expect, it } from 'vitest';
import { describeAddress, parseBucketAddress } from './bucket-address.js';

it('a place in a bucket is the same one with a slash at its end', () => {
  for (const text of ['s3://our-bucket/our-thaw', 's3://our-bucket/our-thaw/'])
    expect(parseBucketAddress(text)).toEqual({ bucket: 'our-bucket', prefix: 'our-thaw/' });
  expect(describeAddress(parseBucketAddress('s3://our-bucket/a/..b'))).toBe('s3://our-bucket/a/..b');
});

it('leads nowhere else by dots, which what is on the way to a server takes for folders', () => {
  for (const path of ['..', '../theirs', '.', 'a/./b', 'a/..', 'a/../'])
    expect(() => parseBucketAddress(`s3://our-bucket/${path}`)).toThrow('THAW-BUCKET-BAD-ADDRESS');
});
