import {
  describeLayers,
  slotsOf,
  type ExtractorOptions,
  type Layer,
  type LayerGraph,
  type NumericArray,
  type OptimizerName,
  type Precision,
  type Shape,
  type TrainerOptions,
  type Weights,
} from '@thaw/core';
import type { LossOptions } from '../../network/loss-options.js';
import { tensorflowLayer } from '../layers/tensorflow-layers.js';
import { lossFunction } from '../losses/loss-functions.js';
import { updateRule } from '../optimizers/update-rules.js';

/**
 * All of a training that its graph depends on, plain data. Whatever the options say is in here unless it is named below as
 * a number, so that one which is forgotten costs a graph of its own and no more.
 */
export interface TrainingStructure extends Omit<
  TrainerOptions,
  'weights' | 'optimizer' | 'precision' | keyof LossOptions
> {
  readonly precision: Precision;
  readonly optimizer: OptimizerStructure;
  /** What is assigned when a training is opened, besides weights. */
  readonly numbers: Readonly<Record<string, Shape>>;
}

/** An optimizer without its numbers. */
export interface OptimizerStructure {
  readonly name: OptimizerName;
  readonly slots: readonly string[];
  readonly switches: Readonly<Record<string, unknown>>;
}

export type ExtractionStructure = Omit<ExtractorOptions, 'weights' | 'precision'> & {
  readonly precision: Precision;
};

/** Where one of a layer's numbers, one of the optimizer's or one of the loss's is found. */
export const layerNumber = (layer: string, name: string) => `layers/${layer}/${name}`;
export const optimizerNumber = (name: string) => `optimizer/${name}`;
export const lossNumber = (name: string) => `loss/${name}`;

/** Divides the options of a training, but for its weights, into its structure and its numbers. */
export function separateTraining(options: TrainerOptions): {
  readonly structure: TrainingStructure;
  readonly numbers: Weights;
} {
  const {
    weights: _,
    graph,
    optimizer,
    precision = 'float32',
    labelSmoothing,
    classWeights,
    ...rest
  } = options;
  const network = separateNetwork(graph);
  const { name, ...settings } = optimizer;
  const classes = describeLayers(graph).get(graph.output)!.output.at(-1)!;
  const numbers = new Map([
    ...network.numbers,
    ...arraysOf(updateRule(name).numbers(optimizer), optimizerNumber),
    ...arraysOf(
      lossFunction.numbers({ labelSmoothing, ...(classWeights && { classWeights }) }, classes),
      lossNumber,
    ),
  ]);
  const switches = Object.fromEntries(
    Object.entries(settings).filter(([, value]) => typeof value !== 'number'),
  );
  return {
    structure: {
      ...rest,
      precision,
      graph: network.structure,
      optimizer: { name, slots: slotsOf(optimizer), switches },
      numbers: Object.fromEntries([...numbers].map(([path, { shape }]) => [path, shape])),
    },
    numbers,
  };
}

/** In inference mode no layer has numbers of its own. */
export function extractionStructure(options: ExtractorOptions): ExtractionStructure {
  const { weights: _, graph, precision = 'float32', ...rest } = options;
  return { ...rest, precision, graph: separateNetwork(graph).structure };
}

function separateNetwork(graph: LayerGraph): { structure: LayerGraph; numbers: [string, NumericArray][] } {
  const numbers: [string, NumericArray][] = [];
  const layers = graph.layers.map((layer): Layer => {
    const separated = tensorflowLayer(layer.kind).separate?.(layer.config);
    if (!separated) return layer;
    numbers.push(...arraysOf(separated.numbers, (name) => layerNumber(layer.name, name)));
    return { ...layer, config: separated.structure } as Layer;
  });
  return { structure: { ...graph, layers }, numbers };
}

const arraysOf = (
  numbers: Readonly<Record<string, number | readonly number[]>>,
  pathOf: (name: string) => string,
): [string, NumericArray][] =>
  Object.entries(numbers).map(([name, value]) => {
    const data = Float32Array.from(typeof value === 'number' ? [value] : value);
    return [pathOf(name), { shape: typeof value === 'number' ? [] : [data.length], data }];
  });
