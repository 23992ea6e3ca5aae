import { describeLayers, type LayerGraph, type Weights, type WeightsFormat } from '@thaw/core';
import { readKerasArchive } from './keras/keras-archive.js';
import { bestFit, isComplete, readFit } from './match-weights.js';
import { modulesOf } from './pytorch/modules.js';
import { readStateDict } from './pytorch/state-dict.js';
import { stateDictModel } from './pytorch/state-dict-model.js';
import { refuseImplausible } from './refuse-implausible.js';
import type { StoredModel } from './stored-model.js';
import { Unreadable } from './unreadable.js';
import { weightsMismatch } from './weights-mismatch.js';

export interface ReadWeightsOptions {
  /** What the weights are for. Layers that it does not have, such as a classifier, are left out. */
  readonly graph: LayerGraph;
  readonly format: WeightsFormat;
  /** The file's name in messages. */
  readonly file: string;
}

/**
 * Reads the weights of a graph from a file's bytes: float32, with Keras's shapes, one for each weight that
 * `describeLayers(graph)` lists. The file may hold the network alone, with a classifier, or nested in a model.
 * Throws THAW-WEIGHTS-UNREADABLE when the bytes are not such a file, and THAW-WEIGHTS-MISMATCH, which says of every
 * layer what it misses, when they are another network's; THAW-WEIGHTS-VALUES when numbers of it are none.
 */
export async function readWeights(bytes: Uint8Array, options: ReadWeightsOptions): Promise<Weights> {
  const { graph, format, file } = options;
  const match: Match = (models) => {
    const fit = bestFit(graph, models);
    if (!fit || !isComplete(fit)) throw weightsMismatch(graph, fit, { models, file });
    const weights = readFit(fit);
    refuseImplausible(fit.wanted, weights, file);
    return weights;
  };
  const { expected, read } = formats[format];
  try {
    return await read(bytes, graph, match);
  } catch (error) {
    throw error instanceof Unreadable ? error.toThawError(file, expected) : error;
  }
}

type Match = (models: readonly StoredModel[]) => Weights;

interface Format {
  readonly expected: string;
  read(bytes: Uint8Array, graph: LayerGraph, match: Match): Promise<Weights>;
}

const formats: Readonly<Record<WeightsFormat, Format>> = {
  'keras-h5': {
    expected: 'an HDF5 file (.h5) as Keras saves models and weights',
    read: (bytes, _graph, match) => readHdf5(bytes, match),
  },
  'keras-weights-h5': {
    expected: 'an HDF5 file (.weights.h5) as Keras saves weights',
    read: (bytes, _graph, match) => readHdf5(bytes, match),
  },
  keras: {
    expected: 'a .keras file: a zip with config.json and model.weights.h5',
    async read(bytes, graph, match) {
      const { weights, layerNames } = readKerasArchive(bytes, bytesNeeded(graph));
      return readHdf5(weights, match, layerNames);
    },
  },
  pytorch: {
    expected: 'a state dict of PyTorch (.pth)',
    async read(bytes, graph, match) {
      const modules = modulesOf(graph);
      return match([stateDictModel(graph, readStateDict(bytes, bytesNeeded(graph)), modules)]);
    },
  },
};

/** What the graph's weights take, as float32. */
function bytesNeeded(graph: LayerGraph): number {
  const specs = [...describeLayers(graph).values()].flatMap(({ weights }) => weights);
  return 4 * specs.reduce((sum, { shape }) => sum + shape.reduce((size, length) => size * length, 1), 0);
}

/** Loaded when it is needed: importing HDF5's WebAssembly takes longer than a whole plan. */
async function readHdf5(
  bytes: Uint8Array,
  match: Match,
  layerNames?: ReadonlyMap<string, string>,
): Promise<Weights> {
  const { withKerasHdf5 } = await import('./keras/keras-hdf5.js');
  return withKerasHdf5(bytes, match, layerNames);
}

/** The format of a file by its name; undefined if none is known by it. */
export function weightsFormatOf(fileName: string): WeightsFormat | undefined {
  const name = fileName.toLowerCase();
  if (name.endsWith('.weights.h5')) return 'keras-weights-h5';
  if (/\.(h5|hdf5)$/.test(name)) return 'keras-h5';
  if (name.endsWith('.keras')) return 'keras';
  return /\.(pth|pt)$/.test(name) ? 'pytorch' : undefined;
}
