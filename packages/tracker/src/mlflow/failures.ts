import { shapeFault, shapes, ThawError, type Problem } from '@thaw/core';

/** The server understood and refused. `errorCode` is MLflow's: `RESOURCE_DOES_NOT_EXIST`, … */
export class MlflowRejection extends ThawError {
  constructor(
    readonly errorCode: string,
    problem: Problem,
  ) {
    super(problem);
  }
}

/** What is known of one request that failed. Texts in it are scrubbed of secrets. */
export interface FailedRequest {
  readonly server: string;
  /** `POST runs/log-batch`. */
  readonly request: string;
}

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

const errnoOf = (error: unknown): string => {
  const { code, cause, name } = error as { code?: unknown; cause?: unknown; name?: string };
  if (typeof code === 'string') return code;
  return cause ? errnoOf(cause) : (name ?? 'unknown');
};

/** A code if there is one, else what the innermost cause says: `Error` alone tells nobody anything. */
const reasonOf = (error: unknown): string => {
  const errno = errnoOf(error);
  if (errno !== 'Error' && errno !== 'TypeError') return errno;
  const { cause, message } = error as { cause?: unknown; message?: string };
  return cause ? reasonOf(cause) : message || errno;
};

/** Connections that were never made: the server has not seen the request. */
export const wasNeverSent = (error: unknown): boolean =>
  ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'].includes(errnoOf(error));

/** What is not about a certificate, such as ERR_SSL_WRONG_VERSION_NUMBER of a server without TLS, is no answer. */
const isTlsFailure = (errno: string): boolean => /CERT|SIGNATURE|ISSUER/.test(errno);

export function unreachable({ server, request }: FailedRequest, error: unknown): ThawError {
  const found = reasonOf(error);
  if (isTlsFailure(found)) {
    return new ThawError({
      code: 'THAW-TRACKING-TLS',
      message: `the certificate of ${server} is not trusted`,
      expected: 'a certificate that a known authority signed for this host',
      found,
      remedy:
        'Name the file of your own authority in NODE_EXTRA_CA_CERTS. Thaw always verifies certificates.',
    });
  }
  return new ThawError({
    code: 'THAW-TRACKING-UNREACHABLE',
    message: `MLflow at ${server} did not answer ${request}`,
    expected: 'an answer',
    found,
    remedy: 'Check that the server runs and MLFLOW_TRACKING_URI names it; `thaw sync` sends what waits.',
  });
}

export const tooLarge = ({ server, request }: FailedRequest, most: number): ThawError =>
  new ThawError({
    code: 'THAW-TRACKING-NOT-MLFLOW',
    message: `what answers at ${server} says more to ${request} than MLflow does`,
    expected: `at most ${most} bytes`,
    remedy: 'Check MLFLOW_TRACKING_URI: something else may stand in front of the server.',
  });

/** Why an answer is none of MLflow's that is not even JSON. */
export const noJson = 'it is no JSON';

/** The error for an answer that is not a success, or a success that is no MLflow answer. */
export function unwantedAnswer(
  { server, request }: FailedRequest,
  answer: Answer,
  fault?: string,
): ThawError {
  const { status } = answer;
  const found = describe(answer);
  if (status === 401 || status === 403) {
    return new ThawError({
      code: 'THAW-TRACKING-UNAUTHORISED',
      message: `MLflow at ${server} refuses these credentials`,
      expected:
        'MLFLOW_TRACKING_USERNAME with MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN, with the right to write',
      found,
      remedy: 'Set them in the environment; a spec never holds them.',
    });
  }
  if (status === 429 || status >= 500) {
    return new ThawError({
      code: 'THAW-TRACKING-UNAVAILABLE',
      message: `MLflow at ${server} cannot serve ${request} now`,
      found,
      remedy: 'Wait, or look at the log of the server; `thaw sync` sends what waits.',
    });
  }
  const rejection = parseRejection(answer.text);
  if (!rejection) {
    return new ThawError({
      code: 'THAW-TRACKING-NOT-MLFLOW',
      message: `what answers at ${server} does not speak MLflow's REST API`,
      expected: fault === undefined || fault === noJson ? 'JSON' : `an answer to ${request}`,
      found: fault === undefined || fault === noJson ? found : `${found}: ${fault}`,
      remedy: 'Check MLFLOW_TRACKING_URI: a path prefix may be missing, or a login page stands in front.',
    });
  }
  return new MlflowRejection(rejection.error_code, {
    code: 'THAW-TRACKING-REJECTED',
    message: `MLflow at ${server} rejected ${request}: ${excerpt(rejection.message ?? rejection.error_code)}`,
    found: `${status} ${rejection.error_code}`,
  });
}

interface Rejection {
  readonly error_code: string;
  readonly message?: string;
}
const rejectionShape = shapes.object({ error_code: shapes.text }, { message: shapes.text });

function parseRejection(text: string): Rejection | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return shapeFault(value, rejectionShape) === undefined ? (value as Rejection) : undefined;
  } catch {
    return undefined;
  }
}

const excerpt = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
};

function describe({ status, contentType, text }: Answer): string {
  const said = /<title>([^<]*)/i.exec(text)?.[1] ?? text;
  return excerpt([status, contentType.split(';')[0], said].filter(Boolean).join(' '));
}
