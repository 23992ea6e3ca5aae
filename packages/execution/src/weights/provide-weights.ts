import { readWeights, weightsFormatOf } from '@thaw/backbones';
import { initialWeights, ThawError, type OnProgress, type Weights } from '@thaw/core';
import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fetchPretrained } from './fetch-weights.js';
import { identifyWeights, type WeightsRequest } from './identify-weights.js';
import { findDifference, recordHash } from './pretrained-file.js';

export interface ProvideOptions extends WeightsRequest {
  /** Which weights are meant, as the plan has named them; other ones are refused. */
  readonly identity?: string;
  readonly onProgress?: OnProgress;
  /** Told where weights are from that are not the official ones. */
  readonly onNotice?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * A backbone's weights, fetched if they have to be. They do not depend on the size of images. A file is read once, and
 * these bytes are both what is checked and what is used: a file that is replaced during a sweep is no file of its plan.
 * Throws what `identifyWeights` and `readWeights` do, THAW-WEIGHTS-UNAVAILABLE and -CHANGED.
 */
export async function provideWeights(options: ProvideOptions): Promise<Weights> {
  const { backbone, config, seed, onNotice } = options;
  const graph = backbone.build(backbone.defaultImageSize);
  if (config === 'random') return initialWeights(graph, seed);
  const { identity } = await identifyWeights(options);
  if (config !== 'imagenet') {
    const { file } = config;
    const bytes = await readFile(file);
    requireSame(file, options.identity ?? identity, `file:${hash('sha256', bytes, 'hex')}`);
    return readWeights(bytes, { graph, format: weightsFormatOf(file)!, file });
  }
  const { record, path } = await fetchPretrained(backbone, options);
  if (!record.official) {
    onNotice?.(`${backbone.title} uses ${basename(path)}. ${record.provenance} Licence: ${record.licence}.`);
  }
  const bytes = await readFile(path);
  const named = `imagenet:${recordHash(record)}`;
  requireSame(path, options.identity ?? named, named);
  const difference = await findDifference(path, record, (algorithm) => hash(algorithm, bytes, 'hex'));
  if (difference !== undefined) throw changed(path, named, difference);
  return readWeights(bytes, { graph, format: record.format, file: path });
}

function requireSame(file: string, expected: string, found: string): void {
  if (found !== expected) throw changed(file, expected, found);
}

const changed = (file: string, expected: string, found: string) =>
  new ThawError({
    code: 'THAW-WEIGHTS-CHANGED',
    message: `${file} has changed since the work was planned`,
    expected,
    found,
    remedy:
      'run the same command again: it goes by the weights that are there now, and nothing of others was stored',
  });
