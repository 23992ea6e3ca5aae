import { ThawError, type Problem } from '@thaw/core';

/** What is known of an error of AWS's client, of Node's sockets, or of whatever answered. */
interface ClientError {
  readonly name?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

export type BucketUse = 'cache' | 'store';

/** Which one, and what for. */
export interface UsedBucket {
  /** For people. */
  readonly place: string;
  readonly use: BucketUse;
}

const otherwise: Readonly<Record<BucketUse, string>> = {
  cache: 'go without by --cache none',
  store: 'keep results in a folder by --store DIR',
};

type Wording = (bucket: UsedBucket) => Omit<Problem, 'code' | 'found'>;

const wordings = {
  'THAW-BUCKET-NO-CREDENTIALS': ({ place, use }) => ({
    message: `nothing says who asks for ${place}`,
    expected: 'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, a login, or the role of this machine',
    remedy: `set them, or ${otherwise[use]}`,
  }),
  'THAW-BUCKET-MISSING': ({ place }) => ({
    message: `the server has no bucket for ${place}`,
    remedy: 'make it, or correct its name; AWS_ENDPOINT_URL_S3 says which server is asked',
  }),
  'THAW-BUCKET-DENIED': ({ place, use }) => ({
    message: `the server does not let these credentials use ${place}`,
    expected: 's3:ListBucket and s3:GetObject, and to add to it s3:PutObject and s3:DeleteObject',
    remedy: `log in again if they have expired, ask who administers the bucket, or ${use === 'cache' ? 'only read by --cache-mode read' : otherwise.store}`,
  }),
  'THAW-BUCKET-CLOCK': ({ place }) => ({
    message: `the server of ${place} finds that the clock of this machine is off`,
    remedy: 'set the clock of this machine',
  }),
  'THAW-BUCKET-NO-CONDITIONS': ({ place }) => ({
    message: `the server of ${place} does not keep to conditions when it writes, so that no two machines could agree on who computes what`,
    expected: 'a server that keeps to If-None-Match and If-Match when an object is written',
    remedy: `${otherwise.store}, and share it as a cache by --cache ${place}`,
  }),
  'THAW-BUCKET-REFUSED': ({ place, use }) => ({
    message: `the server of ${place} does not do what it is asked`,
    expected: 'a server that speaks S3',
    remedy: `look at AWS_ENDPOINT_URL_S3 and AWS_REGION, or ${otherwise[use]}`,
  }),
  'THAW-BUCKET-UNREACHABLE': ({ place, use }) => ({
    message: `${place} cannot be reached`,
    expected: 'an S3 server that answers',
    remedy: `look at the network, AWS_ENDPOINT_URL_S3 and AWS_REGION, or ${otherwise[use]}`,
  }),
} as const satisfies Readonly<Record<`THAW-BUCKET-${string}`, Wording>>;

type Kind = keyof typeof wordings;

/** Of whatever is asked instead of the server. */
export const foreignAnswer = 'an answer that is none of S3';

const kinds: ReadonlyMap<string, Kind> = new Map([
  ['CredentialsProviderError', 'THAW-BUCKET-NO-CREDENTIALS'],
  ['TokenProviderError', 'THAW-BUCKET-NO-CREDENTIALS'],
  ['ExpiredToken', 'THAW-BUCKET-DENIED'],
  ['InvalidToken', 'THAW-BUCKET-DENIED'],
  ['TokenRefreshRequired', 'THAW-BUCKET-DENIED'],
  ['NoSuchBucket', 'THAW-BUCKET-MISSING'],
  ['RequestTimeTooSkewed', 'THAW-BUCKET-CLOCK'],
  ['NotImplemented', 'THAW-BUCKET-NO-CONDITIONS'],
  ['PreconditionFailed', 'THAW-BUCKET-NO-CONDITIONS'],
  [foreignAnswer, 'THAW-BUCKET-UNREACHABLE'],
]);

/** Messages of servers are not shown: some repeat the key of who asked. */
export function bucketProblem(error: unknown, bucket: UsedBucket): Problem {
  const known = (typeof error === 'object' && error !== null ? error : {}) as ClientError;
  const { name = 'an error', code, $metadata: { httpStatusCode: status } = {} } = known;
  const kind = kinds.get(name) ?? kindOf(status);
  const found = [code ?? name, ...(status === undefined ? [] : [`status ${status}`])].join(', ');
  return { code: kind, ...wordings[kind](bucket), found };
}

/** What is over by itself: nothing answers, a server that has too much to do, or that fails. */
function kindOf(status: number | undefined): Kind {
  if (status === 401 || status === 403) return 'THAW-BUCKET-DENIED';
  const isPassing = status === undefined || status >= 500 || status === 408 || status === 429;
  return isPassing ? 'THAW-BUCKET-UNREACHABLE' : 'THAW-BUCKET-REFUSED';
}

/** Whether it may be another matter a moment later. */
export const isUnreachable = (error: unknown): error is ThawError =>
  error instanceof ThawError && error.problems.some(({ code }) => code === 'THAW-BUCKET-UNREACHABLE');

/** Of no one request: whatever is asked next fails as this has. */
const ofAll: ReadonlySet<string> = new Set<Kind>([
  'THAW-BUCKET-NO-CREDENTIALS',
  'THAW-BUCKET-MISSING',
  'THAW-BUCKET-DENIED',
  'THAW-BUCKET-CLOCK',
  'THAW-BUCKET-NO-CONDITIONS',
  'THAW-BUCKET-UNREACHABLE',
]);

/** Whether the bucket is of no use any more, as when credentials have expired. */
export const isBucketGone = (error: unknown): error is ThawError =>
  error instanceof ThawError && error.problems.some(({ code }) => ofAll.has(code));
