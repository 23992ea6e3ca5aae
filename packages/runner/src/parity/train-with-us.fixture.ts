import type { Batch, Engine, TrainerOptions, Weights } from '@thaw/core';
import { imageCount, type ParityCase } from './training-cases.fixture.js';

/** What the engine makes of the same case; gradients are those of the unsmoothed, unweighted loss. */
export async function trainWithUs(engine: Engine, { network, phases, ...rest }: ParityCase) {
  const { graph, preprocessing } = network;
  const size = rest.images.data.length / imageCount;
  const batchOf = (rows: readonly number[]) => ({
    inputs: [
      Uint8Array.from(rows.flatMap((row) => [...rest.images.data.subarray(row * size, (row + 1) * size)])),
    ],
    labels: Int32Array.from(rows, (row) => rest.labels.data[row]!),
    size: rows.length,
  });
  let weights: Weights = rest.weights;
  const results = [];
  for (const { trainable, batchNorm, update, learningRate, batches } of phases) {
    const options: TrainerOptions = {
      graph,
      preprocessing,
      inputs: [graph.layers[0]!.name],
      weights,
      trainable,
      batchNorm,
      optimizer: update,
      labelSmoothing: rest.labelSmoothing,
      ...(rest.classWeights && { classWeights: rest.classWeights }),
    };
    const gradients = await firstGradient(engine, options, batchOf(batches[0]!));
    const trainer = await engine.createTrainer(options);
    const losses = [];
    for (const rows of batches)
      losses.push((await trainer.step(batchOf(rows), { learningRate, seed: 0 })).loss);
    const { weights: trained } = await trainer.exportState();
    await trainer.dispose();
    weights = new Map([...weights, ...trained]);
    results.push({ losses, gradients, weights: trained });
  }
  return results;
}

/**
 * A step of plain descent shows the gradient in how far each weight moves. The rate is so high that rounding of the
 * weight itself does not count, however small the gradient (of biases in deep networks: 2 ** -30), and a power of two, so that
 * it rounds nothing.
 */
const learningRate = 2 ** 40;

export async function firstGradient(engine: Engine, options: TrainerOptions, batch: Batch): Promise<Weights> {
  const optimizer = { name: 'sgd', momentum: 0, nesterov: false } as const;
  const { classWeights: _unweighted, ...unweighted } = options;
  const trainer = await engine.createTrainer({ ...unweighted, optimizer });
  await trainer.step(batch, { learningRate, seed: 0 });
  const { weights: moved } = await trainer.exportState();
  await trainer.dispose();
  const descended = [...moved].filter(([path]) => !path.includes('/moving_'));
  return new Map(
    descended.map(([path, { shape, data }]) => {
      const before = options.weights.get(path)!.data;
      return [path, { shape, data: data.map((value, index) => (before[index]! - value) / learningRate) }];
    }),
  );
}
