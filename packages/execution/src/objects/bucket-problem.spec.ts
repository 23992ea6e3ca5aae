import { ThawError } from '@thaw/core';
import { expect, it } from 'vitest';
import { bucketProblem, isBucketGone, isUnreachable } from './bucket-problem.js';

it.each([
  // Amazon's server says 400 of what others say 403 of.
  [{ name: 'ExpiredToken', $metadata: { httpStatusCode: 400 } }, 'THAW-BUCKET-DENIED', true],
  [{ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } }, 'THAW-BUCKET-DENIED', true],
  [{ name: 'SlowDown', $metadata: { httpStatusCode: 503 } }, 'THAW-BUCKET-UNREACHABLE', true],
  [{ name: 'NoSuchBucket', $metadata: { httpStatusCode: 404 } }, 'THAW-BUCKET-MISSING', true],
  [{ name: 'BadDigest', $metadata: { httpStatusCode: 400 } }, 'THAW-BUCKET-REFUSED', false],
])('of %j it is known what it is, and whether it holds for all that is asked', (error, code, isGone) => {
  const problem = bucketProblem(error, { place: 's3://shared/team', use: 'store' });
  expect(problem.code).toBe(code);
  expect(isBucketGone(new ThawError(problem))).toBe(isGone);
  expect(isUnreachable(new ThawError(problem))).toBe(code === 'THAW-BUCKET-UNREACHABLE');
});
