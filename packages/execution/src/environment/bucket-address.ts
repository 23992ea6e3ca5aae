import { ThawError } from '@thaw/core';

/** A place in a bucket. */
export interface BucketAddress {
  readonly bucket: string;
  /** Begins every object's name: nothing, or folders with a slash at the end. */
  readonly prefix: string;
}

/** `s3://bucket/some/prefix`. @throws ThawError `THAW-BUCKET-BAD-ADDRESS`. */
export function parseBucketAddress(text: string): BucketAddress {
  const [, bucket, path = ''] =
    /^s3:\/\/([a-z0-9][a-z0-9._-]{1,61}[a-z0-9])((?:\/(?!\.\.?(?:\/|$))[^/?#@\s]+)*)\/?$/i.exec(text) ?? [];
  if (bucket !== undefined) return { bucket, prefix: path === '' ? '' : `${path.slice(1)}/` };
  throw new ThawError({
    code: 'THAW-BUCKET-BAD-ADDRESS',
    message: 'this is no place in a bucket',
    expected:
      's3://bucket or s3://bucket/prefix; as a cache also none, for no cache, and as a store also a folder',
    // It may hold a password.
    found: text.includes('@') ? 'an address with an @' : text,
    remedy: 'say where the server is by AWS_ENDPOINT_URL_S3, and who you are as for all of AWS’s tools',
  });
}

/** As it was written, for people. */
export const describeAddress = ({ bucket, prefix }: BucketAddress): string =>
  `s3://${bucket}${prefix === '' ? '' : `/${prefix.slice(0, -1)}`}`;

/** Whether a text means to be one, and no folder. */
export const isBucketAddress = (text: string): boolean => /^(s3:|[a-z][a-z\d+.-]+:\/\/)/i.test(text);
