import { ThawError, type TrainerState, type Weights } from '@thaw/core';

/**
 * Nothing that is not finite is stored: an engine need not look at all weights at each step, and a network can hide what has
 * become of one. A slot can hide it too: with an infinite velocity Adam leaves a weight as it is for good.
 * @throws ThawError `THAW-RUN-DIVERGED`
 */
export function requireFinite(
  { weights, slots }: Pick<TrainerState, 'weights' | 'slots'>,
  epoch: number,
  learningRate: number,
): void {
  requireEach('weight', weights, epoch, learningRate);
  requireEach('optimizer slot', slots, epoch, learningRate);
}

function requireEach(what: string, arrays: Weights, epoch: number, learningRate: number): void {
  for (const [path, { data }] of arrays) {
    if (areFinite(data)) continue;
    throw new ThawError({
      code: 'THAW-RUN-DIVERGED',
      message: `the ${what} ${path} became ${data.find((value) => !Number.isFinite(value))} in epoch ${epoch}`,
      expected: `finite ${what}s`,
      found: `learning rate ${learningRate}`,
      remedy: 'lower the learning rate of this phase, or add warmupEpochs to its schedule',
    });
  }
}

/** A product with 0 is 0 of whatever is finite, and NaN of all else: no branch for each of millions. */
function areFinite(data: Float32Array): boolean {
  let zero = 0;
  for (let index = 0, value; (value = data[index]) !== undefined; index++) zero += 0 * value;
  return zero === 0;
}
