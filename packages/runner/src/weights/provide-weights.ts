import { readWeights, weightsFormatOf } from '@thaw/backbones';
import { initialWeights, type OnProgress, type Weights } from '@thaw/core';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fetchPretrained } from './fetch-weights.js';
import { identifyWeights, type WeightsRequest } from './identify-weights.js';

export interface ProvideOptions extends WeightsRequest {
  readonly onProgress?: OnProgress;
  /** Told where weights are from that are not the official ones. */
  readonly onNotice?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * A backbone's weights, fetched if they have to be. They do not depend on the size of images.
 * Throws what `identifyWeights` and `readWeights` do, and THAW-WEIGHTS-UNAVAILABLE.
 */
export async function provideWeights(options: ProvideOptions): Promise<Weights> {
  const { backbone, config, seed, onNotice } = options;
  const graph = backbone.build(backbone.defaultImageSize);
  if (config === 'random') return initialWeights(graph, seed);
  await identifyWeights(options);
  if (config !== 'imagenet') {
    const format = weightsFormatOf(config.file)!;
    return readWeights(await readFile(config.file), { graph, format, file: config.file });
  }
  const { record, path } = await fetchPretrained(backbone, options);
  if (!record.official) {
    onNotice?.(`${backbone.title} uses ${basename(path)}. ${record.provenance} Licence: ${record.licence}.`);
  }
  return readWeights(await readFile(path), { graph, format: record.format, file: path });
}
