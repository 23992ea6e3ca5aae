import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { shapeFault, ThawError, type JsonShape } from '@thaw/core';
import { authorization, secretsOf } from './credentials.js';
import {
  noJson,
  tooLarge,
  unreachable,
  unwantedAnswer,
  wasNeverSent,
  type Answer,
  type FailedRequest,
} from './failures.js';
import { anyAnswer } from './rest-shapes.js';
import type { TrackingServer } from './tracking-uri.js';

/** Sent as it is read, so that it may be larger than memory. */
export interface FileOnDisk {
  readonly path: string;
  readonly bytes: number;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the server's base, without a slash in front. */
  readonly path: string;
  readonly body?: string | Uint8Array | FileOnDisk;
  /** What the answer to a success is: JSON of a shape, a file, or nothing to speak of. Anything else comes from no MLflow server. */
  readonly answer: JsonShape | 'file' | 'empty';
  /** May it be sent again when it is unknown whether the server has done it? */
  readonly repeatable: boolean;
}

export interface HttpOptions {
  /** For one attempt, until the whole answer is here. */
  readonly timeoutMs: number;
  /** Attempts after the first. */
  readonly retries: number;
  /** Before the second attempt; doubled before each further one, up to 8 s. `Retry-After`, up to a minute, goes before. */
  readonly backoffMs: number;
  readonly signal?: AbortSignal;
}

type Outcome =
  | { readonly answer: Answer & { readonly bytes: Uint8Array } }
  | { readonly failure: ThawError; readonly retry: boolean; readonly waitMs?: number };

/** Requests to one server, with retries where they help and errors that people can act on. */
export class MlflowHttp {
  constructor(
    readonly server: TrackingServer,
    private readonly options: HttpOptions,
  ) {}

  /** The same, all of whose requests end with the signal. */
  until(signal: AbortSignal): MlflowHttp {
    return new MlflowHttp(this.server, { ...this.options, signal });
  }

  /** `T` is of the shape that the answer has. */
  async json<T>(request: HttpRequest & { readonly answer: JsonShape }): Promise<T> {
    const answer = await this.#send(request);
    return JSON.parse(answer.text) as T;
  }

  /** A call of MLflow's REST API that has a body. */
  call<T>(
    method: HttpRequest['method'],
    endpoint: string,
    body: object,
    answer: JsonShape = anyAnswer,
    repeatable = true,
  ): Promise<T> {
    return this.json<T>({
      method,
      path: `api/2.0/mlflow/${endpoint}`,
      body: JSON.stringify(body),
      answer,
      repeatable,
    });
  }

  async bytes(request: HttpRequest): Promise<Uint8Array> {
    return (await this.#send(request)).bytes;
  }

  async #send(request: HttpRequest): Promise<Answer & { readonly bytes: Uint8Array }> {
    const { retries, backoffMs, signal } = this.options;
    for (let attempt = 0; ; attempt++) {
      signal?.throwIfAborted();
      const outcome = await this.#attempt(request);
      if ('answer' in outcome) return outcome.answer;
      if (!outcome.retry || attempt === retries) throw outcome.failure;
      const waitMs = Math.min(8000, backoffMs * 2 ** attempt) * (0.75 + Math.random() / 2);
      await sleep(outcome.waitMs ?? waitMs, undefined, { signal });
    }
  }

  async #attempt(request: HttpRequest): Promise<Outcome> {
    const { base, credentials } = this.server;
    const failed = { server: base, request: `${request.method} ${request.path.split('?')[0]}` };
    const timeout = AbortSignal.timeout(this.options.timeoutMs);
    const { signal } = this.options;
    try {
      const response = await fetch(`${base}/${request.path}`, {
        method: request.method,
        ...sendable(request.body),
        headers: {
          'content-type': typeof request.body === 'string' ? 'application/json' : 'application/octet-stream',
          // Of a stream fetch does not know the length, and Flask takes a body of unknown length for an empty one.
          ...(isFile(request.body) && { 'content-length': String(request.body.bytes) }),
          ...(credentials && { authorization: authorization(credentials) }),
        },
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
      const bytes = await boundedBody(response, failed);
      // A file may be as large as an answer, and is no text.
      const text = response.ok && request.answer === 'file' ? '' : new TextDecoder().decode(bytes);
      const answer = {
        status: response.status,
        contentType: response.headers.get('content-type') ?? '',
        text,
      };
      const fault = response.ok ? answerFault(request.answer, text) : undefined;
      if (response.ok && fault === undefined) return { answer: { ...answer, bytes } };
      const waitMs = retryAfterMs(response.headers.get('retry-after'));
      return {
        failure: unwantedAnswer(failed, { ...answer, text: this.#scrub(text) }, fault),
        retry: response.status === 429 || (response.status >= 500 && request.repeatable),
        waitMs,
      };
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof ThawError) return { failure: error, retry: false };
      return { failure: unreachable(failed, error), retry: request.repeatable || wasNeverSent(error) };
    }
  }

  /** A server or a proxy may repeat in its answer what it was sent. */
  #scrub(text: string): string {
    const { credentials } = this.server;
    return (credentials ? secretsOf(credentials) : []).reduce(
      (rest, secret) => rest.replaceAll(secret, '***'),
      text,
    );
  }
}

const isFile = (body: HttpRequest['body']): body is FileOnDisk => typeof body === 'object' && 'path' in body;

const sendable = (body: HttpRequest['body']): RequestInit =>
  isFile(body)
    ? { body: Readable.toWeb(createReadStream(body.path)) as RequestInit['body'], duplex: 'half' }
    : { body: body as RequestInit['body'] };

/** Why an answer is none, in words. */
function answerFault(wanted: HttpRequest['answer'], text: string): string | undefined {
  if (wanted === 'file' || (wanted === 'empty' && text === '')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return wanted === 'empty' ? undefined : shapeFault(value, wanted);
  } catch {
    return noJson;
  }
}

/** Far more than a page of runs or an artifact of Thaw's has. */
const mostBytes = 2 ** 29;

async function boundedBody(response: Response, failed: FailedRequest): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of response.body ?? []) {
    bytes += (piece as Uint8Array).byteLength;
    if (bytes > mostBytes) throw tooLarge(failed, mostBytes);
    pieces.push(piece as Uint8Array);
  }
  return Buffer.concat(pieces);
}

function retryAfterMs(header: string | null): number | undefined {
  const seconds = header ? Number(header) : Number.NaN;
  return Number.isFinite(seconds) ? Math.min(60, Math.max(0, seconds)) * 1000 : undefined;
}
