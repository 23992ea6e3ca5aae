import { seededRandom } from '@thaw/core';
import { named, values } from './space.mjs';

/** From the cheapest network to the dearest, by operations. */
const dearness = { mobilenetv2: 0, 'efficientnet-lite0': 1, resnet50: 2, xception: 3 };

const placeIn = (list, value) => list.findIndex((each) => JSON.stringify(each) === JSON.stringify(value));

/**
 * Accuracy on the space, drawn by a seed: networks and sizes that are better or worse, a head with its best dropout, and fine-tuning with its
 * best rate by network and depth, which gains with epochs and does harm beyond. `dear`: the more operations, the better, as on ImageNet;
 * otherwise operations say nothing.
 */
export function problem(isDear, seed) {
  const random = seededRandom(['search-cost', isDear, seed]);
  const between = (low, high) => low + (high - low) * random();
  const facts = Object.fromEntries(
    values.network.map((network) => [
      network,
      {
        base: isDear ? 0.02 * dearness[network] + between(-0.01, 0.01) : between(0, 0.06),
        perDoubling: isDear ? between(0, 0.03) : between(-0.015, 0.03),
        max: between(-0.008, 0.008),
        hidden: values.hidden.map(() => between(-0.01, 0.01)),
        dropout: values.hidden.map((_, index) => between(0, 0.2 + 0.2 * index)),
        gain: [0, between(0, 0.03), between(0, 0.05)],
        logRate: [-4, between(-4.5, -3.3), between(-5, -3.8)],
      },
    ]),
  );
  const accuracy = (point) => {
    const { network, size, pool, hidden, dropout, trainable, epochs, rate } = named(point);
    const fact = facts[network];
    const [head, depth] = [placeIn(values.hidden, hidden), placeIn(values.trainable, trainable)];
    const off = Math.log10(rate) - fact.logRate[depth];
    const gain = fact.gain[depth] * Math.exp(-((off / 0.6) ** 2) / 2) * (1 - Math.exp(-epochs / 3));
    const harm = ((0.08 * depth) / (1 + Math.exp((0.9 - off) / 0.12))) * (1 - Math.exp(-epochs / 2));
    return (
      0.85 +
      fact.base +
      fact.perDoubling * Math.log2(size / 128) +
      (pool === 'max' ? fact.max : 0) +
      fact.hidden[head] -
      0.1 * (dropout - fact.dropout[head]) ** 2 +
      gain -
      harm
    );
  };
  // Of each network by itself, as nothing is between them; what harms at its best rate is less than 1e-4.
  const best = Math.max(
    ...Object.values(facts).map(
      ({ base, perDoubling, max, hidden, gain }) =>
        0.85 +
        base +
        Math.max(0, perDoubling * Math.log2(224 / 128)) +
        Math.max(0, max) +
        Math.max(...hidden) +
        Math.max(...gain) * (1 - Math.exp(-8 / 3)),
    ),
  );
  return { accuracy, best };
}

/** Of what is measured of a run: a few validation images more or less. */
export const noise = 0.004;
