import type { OnProgress } from '@thaw/core';
import { open, type FileHandle } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { FetchFailure } from './fetch-failure.js';

export interface DownloadOptions {
  readonly url: string;
  /** Written from the start; of no use if this fails. */
  readonly file: string;
  readonly label: string;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
  /** Sent to the URL's own host alone. */
  readonly headers?: Readonly<Record<string, string>>;
  /** No more than these are written. */
  readonly mostBytes?: number;
}

const attempts = 4;
const firstPauseMs = 500;
const answerMs = 15_000;

/**
 * Fetches a file. A server that fails and a connection that breaks off are tried again after a growing pause, from
 * where it broke off; a host that cannot be reached is not, since another place may be at hand.
 */
export async function download(options: DownloadOptions): Promise<void> {
  const handle = await open(options.file, 'w');
  try {
    for (let attempt = 1; ; attempt++) {
      const broken = await transfer(handle, options);
      if (broken === undefined) return;
      if (attempt === attempts) throw new FetchFailure(`${broken}, ${attempts} times`);
      await sleep(firstPauseMs * 2 ** (attempt - 1), undefined, { signal: options.signal });
    }
  } finally {
    await handle.close();
  }
}

/** Appends what is missing. Returns why another attempt may help, or undefined when the file is whole. */
async function transfer(handle: FileHandle, options: DownloadOptions): Promise<string | undefined> {
  const { size: start } = await handle.stat();
  const response = await request(options, start);
  const status = `HTTP ${response.status} ${response.statusText}`.trim();
  if (response.status >= 500 || response.status === 429) return status;
  if (!response.ok || !response.body) throw new FetchFailure(status);
  // Only 206 goes on from `start`; 200 begins anew.
  let done = response.status === 206 ? start : 0;
  await handle.truncate(done);
  const length = Number(response.headers.get('content-length'));
  const total = length > 0 ? { total: done + length } : {};
  try {
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      if (done + chunk.length > (options.mostBytes ?? Infinity))
        throw new FetchFailure(`more than the ${options.mostBytes} bytes that were announced`);
      await handle.write(chunk, 0, chunk.length, done);
      done += chunk.length;
      options.onProgress?.({ label: options.label, done, ...total, unit: 'bytes' });
    }
    return undefined;
  } catch (error) {
    options.signal?.throwIfAborted();
    // The network's failures are TypeErrors in fetch; the disk's are not, and no attempt mends them.
    if (!(error instanceof TypeError)) throw error;
    return `the connection broke off after ${done} bytes (${reasonOf(error)})`;
  }
}

/** Waits for an answer's head; a host that says nothing counts as unreachable. */
async function request({ url, signal, headers }: DownloadOptions, start: number): Promise<Response> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(new Error(`no answer in ${answerMs / 1000} s`)), answerMs);
  try {
    return await fetch(url, {
      signal: signal ? AbortSignal.any([signal, abort.signal]) : abort.signal,
      // Lengths and ranges count the bytes of the file, not of a compressed answer.
      headers: { ...headers, 'accept-encoding': 'identity', ...(start > 0 && { range: `bytes=${start}-` }) },
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw new FetchFailure(`not reachable (${reasonOf(error)})`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** `fetch` wraps what happened in `cause`, and in a list there when a name has several addresses. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const first: unknown = cause instanceof AggregateError ? cause.errors[0] : cause;
  return first instanceof Error ? first.message : String(first);
}
