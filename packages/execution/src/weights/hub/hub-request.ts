import type { HubWeights } from '@thaw/core';
import { reasonOf } from '../download.js';
import type { HubPlaces } from '../weights-places.js';
import { isCommit } from './hub-file.js';
import { hubProblem } from './hub-problems.js';
import { hubAuthorization } from './hub-token.js';

interface HubAnswer {
  readonly commit: string;
  readonly etag: string;
  readonly bytes: number;
}

const answerMs = 15_000;
const mostRedirects = 5;

/**
 * What the hub says of a file, without fetching it; undefined where the repository has no such file. The answer may send on to where large files
 * lie, on another host: what is asked for stands in it already, so that is not followed.
 */
export async function requestHead(
  address: string,
  config: HubWeights,
  places: HubPlaces,
  signal?: AbortSignal,
): Promise<HubAnswer | undefined> {
  const { origin } = new URL(address);
  let url = address;
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    const { status, headers } = await head(url, config, places, signal);
    const etag = (headers.get('x-linked-etag') ?? headers.get('etag') ?? '').replace(/^(W\/)?"|"$/g, '');
    const commit = headers.get('x-repo-commit') ?? '';
    const isMoved = status >= 300 && status < 400;
    if ((status === 200 || (isMoved && headers.has('x-linked-etag'))) && isCommit(commit))
      return { commit, etag, bytes: Number(headers.get('x-linked-size') ?? headers.get('content-length')) };
    // A repository that has another name now.
    const next = isMoved ? URL.parse(headers.get('location') ?? '', url) : null;
    if (next?.origin !== origin) {
      const [says] = /^\w{1,40}$/.exec(headers.get('x-error-code') ?? '') ?? [];
      if (status === 404 && says === 'EntryNotFound') return undefined;
      throw hubProblem.refusal(config, places, status, says);
    }
    url = next.href;
  }
  throw hubProblem.unreachable(config, places, `it sends on more than ${mostRedirects} times`);
}

async function head(
  url: string,
  config: HubWeights,
  places: HubPlaces,
  signal?: AbortSignal,
): Promise<Response> {
  const patience = AbortSignal.timeout(answerMs);
  const authorization = hubAuthorization();
  try {
    return await fetch(url, {
      method: 'HEAD',
      redirect: 'manual',
      headers: { 'accept-encoding': 'identity', ...authorization },
      signal: signal ? AbortSignal.any([signal, patience]) : patience,
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw hubProblem.unreachable(
      config,
      places,
      patience.aborted ? `no answer in ${answerMs / 1000} s` : reasonOf(error),
    );
  }
}
