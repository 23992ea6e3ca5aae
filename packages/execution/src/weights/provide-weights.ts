import {
  allNames,
  initialWeights,
  ThawError,
  weightsFormatOf,
  weightsRecord,
  type OnProgress,
  type Weights,
  type WeightsFormat,
} from '@thaw/core';
import { basename } from 'node:path';
import { fetchPretrained } from './fetch-weights.js';
import { fetchHubFile } from './hub/fetch-hub-file.js';
import { fileIdentity, hubIdentity, identifyWeights, type WeightsRequest } from './identify-weights.js';
import { findDifference, sourceHash } from './pretrained-file.js';
import { OpenWeightsFile } from './weights-file.js';

export interface ProvideOptions extends WeightsRequest {
  /** Which weights are meant, as the plan has named them; other ones are refused. */
  readonly identity?: string;
  readonly onProgress?: OnProgress;
  /** Told where weights are from that are not the official ones. */
  readonly onNotice?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * A backbone's weights, fetched if they have to be. They do not depend on the size of images. A file is checked and read
 * while it is open, and is to stay as it is for so long: one that is replaced during a sweep is no file of its plan.
 * Throws what `identifyWeights` and `readWeights` do, THAW-WEIGHTS-UNAVAILABLE and -CHANGED.
 */
export async function provideWeights(options: ProvideOptions): Promise<Weights> {
  const { backbone, config, seed, onNotice } = options;
  if (config === 'random') return initialWeights(backbone.build(backbone.minimumImageSize), seed);
  const { identity } = await identifyWeights(options);
  if (config !== 'imagenet' && 'hub' in config) {
    const fetched = await fetchHubFile(config, options);
    const { path, name } = fetched;
    return readChecked(path, weightsFormatOf(name)!, options, async (opened) => {
      const sha256 = await opened.weightsHash();
      requireSame(path, options.identity ?? identity, hubIdentity(config, backbone, { name, sha256 }));
    });
  }
  if (config !== 'imagenet') {
    const { file } = config;
    return readChecked(file, weightsFormatOf(file)!, options, async (opened) => {
      requireSame(file, options.identity ?? identity, fileIdentity(config, await opened.weightsHash()));
    });
  }
  const { source, path } = await fetchPretrained(backbone, options);
  if (!source.official) {
    onNotice?.(`${backbone.title} uses ${basename(path)}. ${source.provenance} Licence: ${source.licence}.`);
  }
  const named = `imagenet:${sourceHash(source)}`;
  requireSame(path, options.identity ?? named, named);
  return readChecked(path, source.format, options, async (opened) => {
    const difference = await findDifference(path, source, (algorithm) => opened.hash(algorithm));
    if (difference !== undefined) throw changed(path, named, difference);
  });
}

/** Reads a file of which `check` has said that it is the one that is meant. */
async function readChecked(
  path: string,
  format: WeightsFormat,
  { backbone, config }: ProvideOptions,
  check: (opened: OpenWeightsFile) => Promise<void>,
): Promise<Weights> {
  const opened = await OpenWeightsFile.open(path);
  const graph = backbone.build(backbone.minimumImageSize);
  const names = allNames(weightsRecord(backbone, config));
  // Imported when it is needed: to plan a sweep no weights are read.
  const { WeightsReader } = await import('@thaw/backbones');
  const reader = new WeightsReader(opened, { graph, format, file: path, ...(names.length > 0 && { names }) });
  const read = async () => {
    await check(opened);
    return reader.read();
  };
  try {
    const reading = read();
    // Whatever came of it: of a file that was written to meanwhile, that is what there is to say.
    await Promise.allSettled([reading]);
    if (await opened.isUntouched()) return await reading;
    throw changed(path, 'the file as it was when it was opened', 'one that was written to since');
  } finally {
    await reader.close();
    await opened.close();
  }
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
