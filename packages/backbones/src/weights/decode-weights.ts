import {
  describeLayers,
  type LayerGraph,
  type NameMap,
  type Weights,
  type WeightsFormat,
} from '@thaw/core/graph';
import { inMemory, type ByteSource } from './byte-source.js';
import { readKerasArchive } from './keras/keras-archive.js';
import { bestFit, isComplete, readFit } from './match-weights.js';
import { readStateDict } from './pytorch/state-dict.js';
import { refuseImplausible } from './refuse-implausible.js';
import { readSafetensors } from './safetensors/read-safetensors.js';
import { readShards } from './safetensors/read-shards.js';
import type { StoredFile } from './stored-model.js';
import { tensorFile } from './tensors/tensor-file.js';
import { readTfjs } from './tfjs/read-tfjs.js';
import { Unreadable } from './unreadable.js';
import { weightsMismatch } from './weights-mismatch.js';

export interface DecodeWeightsOptions {
  /** What the weights are for. Layers that it does not have, such as a classifier, are left out. */
  readonly graph: LayerGraph;
  readonly format: WeightsFormat;
  /** Of the record that the weights go by, tried in order. Without, tensors are to be called as the weights are here. */
  readonly names?: readonly NameMap[];
  /** The file's name in messages. */
  readonly file: string;
}

/** What `readWeights` does, in this thread. */
export async function decodeWeights(
  file: Uint8Array | ByteSource,
  options: DecodeWeightsOptions,
): Promise<Weights> {
  const { graph, names } = options;
  const match: Match = (stored) => {
    const fit = bestFit(graph, stored.modelsFor(graph, names));
    if (!fit || !isComplete(fit)) throw weightsMismatch(graph, fit, { ...options, stored });
    const weights = readFit(fit);
    refuseImplausible(fit.wanted, weights, options.file);
    return weights;
  };
  const { expected, read } = formats[options.format];
  try {
    return await read(file instanceof Uint8Array ? inMemory(file) : file, graph, match);
  } catch (error) {
    throw error instanceof Unreadable ? error.toThawError(options.file, expected) : error;
  }
}

type Match = (stored: StoredFile) => Weights;

interface Format {
  readonly expected: string;
  read(source: ByteSource, graph: LayerGraph, match: Match): Promise<Weights>;
}

export const expectedOf = (format: WeightsFormat): string => formats[format].expected;

const formats: Readonly<Record<WeightsFormat, Format>> = {
  'keras-h5': {
    expected: 'an HDF5 file (.h5) as Keras saves models and weights',
    read: (source, _graph, match) => readHdf5(wholeOf(source), match),
  },
  'keras-weights-h5': {
    expected: 'an HDF5 file (.weights.h5) as Keras saves weights',
    read: (source, _graph, match) => readHdf5(wholeOf(source), match),
  },
  keras: {
    expected: 'a .keras file: a zip with config.json and model.weights.h5',
    async read(source, graph, match) {
      const { weights, layerNames } = await readKerasArchive(source, bytesNeeded(graph));
      return readHdf5(weights, match, layerNames);
    },
  },
  pytorch: {
    expected: 'a state dict of PyTorch (.pth)',
    read: async (source, graph, match) =>
      match(tensorFile(await readStateDict(wholeOf(source), bytesNeeded(graph)))),
  },
  safetensors: {
    expected: 'a safetensors file',
    read: async (source, _graph, match) => match(tensorFile(readSafetensors(source))),
  },
  'safetensors-index': {
    expected: 'an index (.safetensors.index.json) with the safetensors files that it names beside it',
    read: async (source, _graph, match) => match(tensorFile(readShards(source))),
  },
  tfjs: {
    expected: 'a layers model of TensorFlow.js: model.json, with the files that it names beside it',
    read: async (source, _graph, match) => match(readTfjs(source)),
  },
};

const wholeOf = (source: ByteSource): Uint8Array => source.read(0, source.size);

/** What the graph's weights take, as float32. */
export function bytesNeeded(graph: LayerGraph): number {
  const specs = [...describeLayers(graph).values()].flatMap(({ weights }) => weights);
  return 4 * specs.reduce((sum, { shape }) => sum + shape.reduce((size, length) => size * length, 1), 0);
}

/** Loaded when it is needed: importing HDF5's WebAssembly takes longer than a whole plan. */
const kerasHdf5 = () => import('./keras/keras-hdf5.js');

/** Loads what reading a format takes, for whoever does not read at once. */
export async function prepareFor(format: WeightsFormat): Promise<void> {
  if (format.startsWith('keras')) await kerasHdf5();
}

async function readHdf5(
  bytes: Uint8Array,
  match: Match,
  layerNames?: ReadonlyMap<string, string>,
): Promise<Weights> {
  const { withKerasHdf5 } = await kerasHdf5();
  return withKerasHdf5(bytes, match, layerNames);
}
