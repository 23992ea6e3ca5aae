import type { Problem } from '@thaw/core';

/** What is known of an error of AWS's client, of Node's sockets, or of whatever answered. */
interface ClientError {
  readonly name?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

type Wording = (place: string) => Omit<Problem, 'code' | 'found'>;

const wordings = {
  'THAW-CACHE-NO-CREDENTIALS': (place) => ({
    message: `nothing says who asks for ${place}`,
    expected: 'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, a login, or the role of this machine',
    remedy: 'set them, or go without by --cache none',
  }),
  'THAW-CACHE-NO-BUCKET': (place) => ({
    message: `the server has no bucket for ${place}`,
    remedy: 'make it, or correct its name; AWS_ENDPOINT_URL_S3 says which server is asked',
  }),
  'THAW-CACHE-DENIED': (place) => ({
    message: `the server does not let these credentials use ${place}`,
    expected: 's3:ListBucket and s3:GetObject, and to add to it s3:PutObject',
    remedy: 'ask who administers the bucket, or only read by --cache-mode read',
  }),
  'THAW-CACHE-CLOCK': (place) => ({
    message: `the server of ${place} finds that the clock of this machine is off`,
    remedy: 'set the clock of this machine',
  }),
  'THAW-CACHE-UNREACHABLE': (place) => ({
    message: `${place} cannot be reached`,
    expected: 'an S3 server that answers',
    remedy: 'look at the network, AWS_ENDPOINT_URL_S3 and AWS_REGION, or go without by --cache none',
  }),
} as const satisfies Readonly<Record<`THAW-CACHE-${string}`, Wording>>;

type Kind = keyof typeof wordings;

const kinds: ReadonlyMap<string, Kind> = new Map([
  ['CredentialsProviderError', 'THAW-CACHE-NO-CREDENTIALS'],
  ['TokenProviderError', 'THAW-CACHE-NO-CREDENTIALS'],
  ['NoSuchBucket', 'THAW-CACHE-NO-BUCKET'],
  ['RequestTimeTooSkewed', 'THAW-CACHE-CLOCK'],
]);

/** Messages of servers are not shown: some repeat the key of who asked. */
export function cacheProblem(error: unknown, place: string): Problem {
  const known = (typeof error === 'object' && error !== null ? error : {}) as ClientError;
  const { name = 'an error', code, $metadata: { httpStatusCode: status } = {} } = known;
  const refused = status === 401 || status === 403;
  const kind = kinds.get(name) ?? (refused ? 'THAW-CACHE-DENIED' : 'THAW-CACHE-UNREACHABLE');
  const found = [code ?? name, ...(status === undefined ? [] : [`status ${status}`])].join(', ');
  return { code: kind, ...wordings[kind](place), found };
}
