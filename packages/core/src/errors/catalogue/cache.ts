import type { Explanations } from './explanations.js';

/** Results that others have computed. */
export const cache = {
  'THAW-CACHE-BAD-ADDRESS':
    'What `--cache` or `THAW_REMOTE_CACHE` names is no place in a bucket: `s3://bucket/prefix`. A server other than Amazon’s is named by `AWS_ENDPOINT_URL_S3`, and credentials are never part of the address.',
  'THAW-CACHE-NO-CREDENTIALS':
    'Nothing says who asks for the bucket. Thaw looks where all of AWS’s tools look: `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, `AWS_PROFILE` with `~/.aws`, a login by `aws sso login`, the role of the machine or of the CI job.',
  'THAW-CACHE-NO-BUCKET':
    'The server answers and has no bucket of this name. Thaw makes none: make it where the server is administered, or correct the name.',
  'THAW-CACHE-DENIED':
    'The server refuses these credentials. A cache that is only read (`--cache-mode read`) needs `s3:ListBucket` and `s3:GetObject`; one that is added to also needs `s3:PutObject`, `s3:AbortMultipartUpload` and, to tidy up after itself, `s3:DeleteObject`. Credentials may also have expired.',
  'THAW-CACHE-CLOCK':
    'The clock of this machine is off, so that the server takes what it signs for old or made up. Set the clock, for example by NTP.',
  'THAW-CACHE-UNREACHABLE':
    'The server of the bucket does not answer, answers with errors of its own, or is no S3 server: the network, `AWS_ENDPOINT_URL_S3` or `AWS_REGION` may be wrong. Said when a command begins; later nothing ends for it, what cannot be fetched is computed, and what cannot be uploaded is uploaded by the next sweep.',
} as const satisfies Explanations<'CACHE'>;
