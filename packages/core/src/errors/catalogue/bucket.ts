import type { Explanations } from './explanations.js';

/** Results that lie in a bucket, by `--cache` or `--store`. */
export const bucket = {
  'THAW-BUCKET-BAD-ADDRESS':
    'What `--store`, `--cache` or `THAW_REMOTE_CACHE` names is no place in a bucket: `s3://bucket/prefix`. A server other than Amazon’s is named by `AWS_ENDPOINT_URL_S3`, and credentials are never part of the address.',
  'THAW-BUCKET-NO-CREDENTIALS':
    'Nothing says who asks for the bucket. Thaw looks where all of AWS’s tools look: `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, `AWS_PROFILE` with `~/.aws`, a login by `aws sso login`, the role of the machine or of the CI job.',
  'THAW-BUCKET-MISSING':
    'The server answers and has no bucket of this name. Thaw makes none: make it where the server is administered, or correct the name.',
  'THAW-BUCKET-DENIED':
    'The server refuses these credentials. What is only read needs `s3:ListBucket` and `s3:GetObject`; a cache that is added to (without `--cache-mode read`), and a store, also need `s3:PutObject`, `s3:AbortMultipartUpload` and `s3:DeleteObject`. Credentials may also have expired.',
  'THAW-BUCKET-CLOCK':
    'The clock of this machine is off, so that the server takes what it signs for old or made up. Set the clock, for example by NTP.',
  'THAW-BUCKET-REFUSED':
    'The server answers, and does not do what it is asked: it is no S3 server, or one of another region, or does not know a question. `AWS_ENDPOINT_URL_S3` or `AWS_REGION` may be wrong.',
  'THAW-BUCKET-TOO-LARGE':
    'A list that Thaw keeps in the bucket is larger than what it reads as a whole: of a stage’s blobs 64 MiB, of what a process needs 16 MiB; or a journal is larger than 512 MiB. Either something else has written the object, or there are some hundred thousand blobs of one stage or runs of one sweep. Nothing of it is changed.',
  'THAW-BUCKET-UNREACHABLE':
    'The server of the bucket does not answer, has too much to do, or fails itself, or something else answers in its place, as a page where one has to log in: the network or `AWS_ENDPOINT_URL_S3` may be wrong. Of a cache this is said when a command begins; later nothing ends for it, what cannot be fetched is computed, and what cannot be uploaded is uploaded by the next sweep. A store is needed all the time: once it has answered it is waited for, for `THAW_STORE_PATIENCE` (two minutes where it is not set), and then the command ends. What is stored is stored, and the same command goes on.',
  'THAW-BUCKET-NO-CONDITIONS':
    'The server writes an object although it was told to do so only if none, or one version, is there (`If-None-Match`, `If-Match`), or refuses to although it is so. Without that two machines cannot agree on who computes what, so it can hold a cache and no store.',
} as const satisfies Explanations<'BUCKET'>;
