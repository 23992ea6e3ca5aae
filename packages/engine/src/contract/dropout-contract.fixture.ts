import { GraphBuilder, type Engine, type LayerGraph } from '@thaw/core';
import { expect, it } from 'vitest';

const imageShape = [50, 20, 3];
const features = 50 * 20 * 3;
const rate = 0.3;

/**
 * On one row of ones, the gradient of a Dense kernel is that of its bias times what dropout let through, so that a
 * step of plain descent at rate 1 shows the mask.
 */
export function dropoutContract(engineOf: () => Engine): void {
  /** Logits of what is dropped of an image of 3,000 numbers. */
  const graphOf = (name: string, drop: (to: GraphBuilder, image: string) => string): LayerGraph => {
    const builder = new GraphBuilder(name);
    const dropped = drop(builder, builder.input('images', imageShape));
    const flat = builder.add('Flatten', 'flat', {}, dropped);
    return builder.build(
      builder.add('Dense', 'logits', { units: 2, useBias: true, activation: 'linear' }, flat),
    );
  };
  const twice = graphOf('dropout', (to, image) =>
    to.add(
      'Add',
      'sum',
      {},
      to.add('Dropout', 'first', { rate }, image),
      to.add('Dropout', 'second', { rate }, image),
    ),
  );

  /** What was let through of each feature, on average over the images of a batch. */
  const passed = async (seed: number, graph = twice, size = 1) => {
    const trainer = await engineOf().createTrainer({
      graph,
      preprocessing: { channels: 'RGB', mean: [0, 0, 0], std: [1, 1, 1] },
      inputs: ['images'],
      // Zeros keep the softmax from saturating, which would leave no gradient to see.
      weights: new Map([
        ['logits/kernel', { shape: [features, 2], data: new Float32Array(2 * features) }],
        ['logits/bias', { shape: [2], data: new Float32Array(2) }],
      ]),
      trainable: ['logits'],
      batchNorm: 'frozen',
      optimizer: { name: 'sgd', momentum: 0, nesterov: false },
      labelSmoothing: 0,
    });
    const ones = new Uint8Array(size * features).fill(1);
    await trainer.step({ inputs: [ones], labels: new Int32Array(size), size }, { learningRate: 1, seed });
    const state = await trainer.exportState();
    await trainer.dispose();
    const [kernel, bias] = ['logits/kernel', 'logits/bias'].map((path) => state.weights.get(path)!.data);
    return Array.from({ length: features }, (_, feature) => kernel![2 * feature]! / bias![0]!);
  };

  it('lets the right share through, scaled up, each layer by a mask of its own', async () => {
    const counts = [0, 0, 0];
    for (const value of await passed(1)) {
      const times = Math.round(value * (1 - rate));
      expect(value).toBeCloseTo(times / (1 - rate), 4);
      counts[times]! += 1;
    }
    // Two independent masks; four standard deviations of the binomial.
    const [neither, one, both] = [rate ** 2, 2 * rate * (1 - rate), (1 - rate) ** 2];
    [neither, one, both].forEach((share, times) => {
      const deviation = Math.sqrt(features * share * (1 - share));
      expect(Math.abs(counts[times]! - features * share)).toBeLessThan(4 * deviation);
    });
  });

  it.each([
    graphOf('stochastic depth', (to, image) =>
      to.add('StochasticDepth', 'depth', { dropPathRate: rate }, image),
    ),
    graphOf('dropout by one draw an image', (to, image) =>
      to.add('Dropout', 'drop', { rate, noiseShape: [null, 1, 1, 1] }, image),
    ),
  ])('lets whole images through, or nothing of them: $name', async (graph) => {
    const images = 64;
    const shares = await passed(3, graph, images);
    const times = Math.round(shares[0]! * images * (1 - rate));
    for (const share of shares) expect(share).toBeCloseTo(times / images / (1 - rate), 4);
    const deviation = Math.sqrt(images * rate * (1 - rate));
    expect(Math.abs(times - images * (1 - rate))).toBeLessThan(4 * deviation);
    expect(times).toBeLessThan(images);
  });

  it('draws the same mask from the same seed and another from another', async () => {
    const mask = await passed(1);
    expect(await passed(1)).toEqual(mask);
    expect(await passed(2)).not.toEqual(mask);
  });
}
