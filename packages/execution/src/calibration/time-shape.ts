import {
  addHead,
  describeLayers,
  featuresBatch,
  own,
  weightsRecord,
  ownPool,
  type Activations,
  type Backbone,
  type BackboneRegistry,
  type Batch,
  type Engine,
  type LayerGraph,
  type MeasuredShape,
  type MeasuredValues,
  type PoolName,
  type ShapeTimes,
  type TrainingShape,
  type Weights,
} from '@thaw/core';
import { rowsPerShard } from '../stages/feature-layout.js';
import { timeSteps, type TimedWork } from './time-steps.js';

/** A processor takes as long for an image in a small batch as in a large one, and is not kept busy for minutes. */
const imagesOnProcessor = 8;

/** How long a shape takes with one candidate of what is measured. Its weights are zeros: no file is read. */
export async function timeShape(
  engine: Engine,
  backbones: BackboneRegistry,
  shape: MeasuredShape,
  values: MeasuredValues,
): Promise<ShapeTimes> {
  const size = sizeOn(engine, backbones, shape, values);
  const times = await timeSteps(() => begin({ engine, backbones, size }, shape, values));
  return { ...times, secondsPerStep: (times.secondsPerStep * shape.size) / size };
}

/** On a GPU features are computed in larger batches than a plan knows of, and what a step takes to begin counts for less. */
function sizeOn(
  { gpu }: Engine,
  backbones: BackboneRegistry,
  shape: MeasuredShape,
  { precision }: MeasuredValues,
): number {
  if (!gpu) return Math.min(shape.size, imagesOnProcessor);
  if (shape.kind === 'training') return shape.size;
  const { network, outputs, pool } = shape;
  const graph = pooled(own(backbones, network.name)!, network.imageSize, pool);
  const facts = describeLayers(graph);
  const stored = outputs.map(
    (layer) => ({ layer, shape: facts.get(layer)!.output, type: 'float32' }) as const,
  );
  return featuresBatch(graph, {
    ...{ outputs, precision, mostRows: rowsPerShard(stored), gpuBytes: gpu.freeBytes },
  });
}

/** With a head that is pooled so; any will do where nothing asks for it. */
const pooled = (network: Backbone, imageSize: number, pool: PoolName = ownPool(network)) =>
  addHead(network.build(imageSize), { pool, hidden: [], dropout: 0 }, 1);

interface Surroundings {
  readonly engine: Engine;
  readonly backbones: BackboneRegistry;
  readonly size: number;
}

async function begin(
  { engine, backbones, size }: Surroundings,
  shape: MeasuredShape,
  values: MeasuredValues,
): Promise<TimedWork> {
  const network = own(backbones, shape.network.name)!;
  // Whichever weights: preprocessing is the same few operations for all.
  const { preprocessing } = weightsRecord(network, 'random');
  if (shape.kind === 'extraction') {
    const graph = pooled(network, shape.network.imageSize, shape.pool);
    const extractor = await engine.createExtractor({
      ...{ graph, preprocessing, weights: zeroWeights(graph), outputs: shape.outputs },
      ...settingsOf(values),
    });
    const images = rowsOf(graph, graph.layers[0]!.name, size) as Uint8Array;
    return { step: () => extractor.extract(images, size), dispose: () => extractor.dispose() };
  }
  const graph = addHead(network.build(shape.network.imageSize), shape.head, shape.classes);
  const trainer = await engine.createTrainer({
    ...{ graph, preprocessing, weights: zeroWeights(graph), labelSmoothing: 0 },
    ...settingsOf(values),
    ...trained(shape),
    // As in a spec: where all is compiled XLA decides it.
    ...(shape.memory && values.compile === 'off' && { memory: shape.memory }),
  });
  const batch: Batch = {
    inputs: shape.inputs.map((layer) => rowsOf(graph, layer, size)),
    labels: new Int32Array(size),
    size,
  };
  const options = { learningRate: 1e-6, seed: 0 };
  return { step: () => trainer.step(batch, options), dispose: () => trainer.dispose() };
}

const settingsOf = ({ precision, compile }: MeasuredValues) => ({
  precision,
  ...(compile !== 'off' && { compile }),
});

const trained = ({ inputs, trainable, batchNorm, optimizer }: TrainingShape) => ({
  ...{ inputs, trainable, batchNorm, optimizer },
});

function rowsOf(graph: LayerGraph, layer: string, size: number): Activations {
  const { layer: described, output } = describeLayers(graph).get(layer)!;
  const length = output.reduce((product, side) => product * side, size);
  return described.kind === 'InputLayer'
    ? new Uint8Array(length).fill(127)
    : new Float32Array(length).fill(0.5);
}

function zeroWeights(graph: LayerGraph): Weights {
  return new Map(
    [...describeLayers(graph)].flatMap(([layer, { weights }]) =>
      weights.map(({ name, shape }) => {
        const length = shape.reduce((product, side) => product * side, 1);
        return [`${layer}/${name}`, { shape, data: new Float32Array(length) }] as const;
      }),
    ),
  );
}
