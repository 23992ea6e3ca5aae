import type { Backbone, WeightsSource } from '@thaw/core';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { addressOf } from './fetch-weights.js';
import { publishedSources, searchPretrained } from './pretrained-file.js';
import type { WeightsPlaces } from './weights-places.js';
import { python } from './wheel-member.js';

/** Where a network's ImageNet weights would come from. */
export type WeightsReach =
  | { readonly from: 'here'; readonly source: WeightsSource; readonly path: string }
  | {
      readonly from: 'network';
      readonly source: WeightsSource;
      readonly address: string;
      readonly bytes?: number;
    }
  /** Why each place would not do. */
  | { readonly from: 'nowhere'; readonly reasons: readonly string[] };

/** A host that has not answered by then is taken for one that does not. */
const patienceMs = 8000;
/** pip takes seconds to start where the machine is busy, and asks each of its indexes. */
const patienceWithPipMs = 30_000;

/** Looks for weights, first on this machine, then at the places that publish them. Nothing is fetched. */
export async function reachWeights(
  backbone: Backbone,
  places: WeightsPlaces,
  signal?: AbortSignal,
): Promise<WeightsReach> {
  const { found, rejected } = await searchPretrained(backbone, places);
  if (found) return { from: 'here', ...found };
  const reasons = [...rejected];
  for (const source of publishedSources(backbone)) {
    const address = addressOf(source, places);
    const { from } = source;
    const refusal = await (from.kind === 'url' ? askServer(address, signal) : askIndex(address, signal));
    const bytes = from.kind === 'url' ? from.bytes : undefined;
    if (refusal === undefined)
      return { from: 'network', source, address, ...(bytes !== undefined && { bytes }) };
    reasons.push(refusal);
  }
  return { from: 'nowhere', reasons };
}

/** Why a server does not seem to have a file; undefined if it does. */
async function askServer(address: string, signal?: AbortSignal): Promise<string | undefined> {
  try {
    const { ok, status } = await fetch(address, { method: 'HEAD', signal: within(patienceMs, signal) });
    // Some servers give files and answer no questions about them.
    return ok || status === 405 || status === 501 ? undefined : `${address}: HTTP ${status}`;
  } catch {
    signal?.throwIfAborted();
    return `${new URL(address).host} does not answer`;
  }
}

/** Whether whatever index the user's pip is set up for has the package; of its size nothing is known. */
async function askIndex(requirement: string, signal?: AbortSignal): Promise<string | undefined> {
  const [name = '', version = ''] = requirement.split('==');
  try {
    const args = ['-m', 'pip', '--disable-pip-version-check', 'index', 'versions', name, '--retries', '0'];
    const { stdout } = await promisify(execFile)(python, args, { signal: within(patienceWithPipMs, signal) });
    const versions = /^Available versions: (.*)$/m.exec(stdout)?.[1]?.split(', ') ?? [];
    return versions.includes(version) ? undefined : `pip finds no ${requirement}`;
  } catch (error) {
    signal?.throwIfAborted();
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return isMissing ? `${python} is not in PATH` : `pip finds no ${requirement}`;
  }
}

const within = (milliseconds: number, signal?: AbortSignal): AbortSignal => {
  const patience = AbortSignal.timeout(milliseconds);
  return signal ? AbortSignal.any([signal, patience]) : patience;
};
