import {
  addHead,
  describeLayers,
  own,
  weightsRecord,
  type Activations,
  type BackboneRegistry,
  type Batch,
  type Engine,
  type LayerGraph,
  type MeasuredShape,
  type MeasuredValues,
  type ShapeTimes,
  type TrainingShape,
  type Weights,
} from '@thaw/core';

/** A processor takes as long for an image in a small batch as in a large one, and is not kept busy for minutes. */
const imagesOnProcessor = 8;
const steps = 3;
/** Further steps are waited for as long as all together have taken no longer. */
const patienceMs = 3000;

/** How long a shape takes with one candidate of what is measured. Its weights are zeros: no file is read. */
export async function timeShape(
  engine: Engine,
  backbones: BackboneRegistry,
  shape: MeasuredShape,
  values: MeasuredValues,
): Promise<ShapeTimes> {
  const size = engine.gpu ? shape.size : Math.min(shape.size, imagesOnProcessor);
  const startMs = performance.now();
  const work = await begin({ engine, backbones, size }, shape, values);
  try {
    await work.step();
    const firstMs = performance.now() - startMs;
    const times: number[] = [];
    const since = performance.now();
    while (times.length === 0 || (times.length < steps && performance.now() - since < patienceMs)) {
      const before = performance.now();
      await work.step();
      times.push(performance.now() - before);
    }
    const stepMs = Math.min(...times);
    return {
      setUpSeconds: Math.max(0, firstMs - stepMs) / 1000,
      secondsPerStep: ((stepMs / 1000) * shape.size) / size,
    };
  } finally {
    await work.dispose();
  }
}

interface Work {
  step(): Promise<unknown>;
  dispose(): Promise<void>;
}

interface Surroundings {
  readonly engine: Engine;
  readonly backbones: BackboneRegistry;
  readonly size: number;
}

async function begin(
  { engine, backbones, size }: Surroundings,
  shape: MeasuredShape,
  { precision }: MeasuredValues,
): Promise<Work> {
  const network = own(backbones, shape.network.name)!;
  const body = network.build(shape.network.imageSize);
  // Whichever weights: preprocessing is the same few operations for all.
  const { preprocessing } = weightsRecord(network, 'random');
  if (shape.kind === 'extraction') {
    const graph = addHead(body, { pool: shape.pool, hidden: [], dropout: 0 }, 1);
    const { outputs, compile } = shape;
    const weights = zeroWeights(graph);
    const extractor = await engine.createExtractor({
      graph,
      preprocessing,
      weights,
      outputs,
      precision,
      compile,
    });
    const images = rowsOf(graph, graph.layers[0]!.name, size) as Uint8Array;
    return { step: () => extractor.extract(images, size), dispose: () => extractor.dispose() };
  }
  const graph = addHead(body, shape.head, shape.classes);
  const trainer = await engine.createTrainer({
    ...{ graph, preprocessing, precision, weights: zeroWeights(graph), labelSmoothing: 0 },
    ...trained(shape),
  });
  const batch: Batch = {
    inputs: shape.inputs.map((layer) => rowsOf(graph, layer, size)),
    labels: new Int32Array(size),
    size,
  };
  const options = { learningRate: 1e-6, seed: 0 };
  return { step: () => trainer.step(batch, options), dispose: () => trainer.dispose() };
}

const trained = ({ inputs, trainable, batchNorm, optimizer, memory, compile }: TrainingShape) => ({
  ...{ inputs, trainable, batchNorm, optimizer },
  ...(memory && { memory }),
  ...(compile && { compile }),
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
