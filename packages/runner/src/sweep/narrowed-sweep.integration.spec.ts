import { DatasetFixture, MemoryStageStore } from '@thaw/execution/fixtures';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { proposing, rateOf, sweepInMemory } from './sweep-in-memory.fixture.js';

let dataset: DatasetFixture;
beforeEach(async () => {
  dataset = await DatasetFixture.ofTwoClasses(4);
});
afterEach(() => dataset.remove());

it('computes less at once, and proposes the same, from when something joins it that leaves memory for less', async () => {
  const options = {
    ...{ dataset, lossOf: () => 1, places: 2 },
    search: proposing([1e-3, 1e-4, 1e-5, 1e-6].map((rate) => rateOf(rate, 6))),
  };
  const roomy = await sweepInMemory({ store: new MemoryStageStore(), ...options });
  expect(Math.max(...roomy.launcher.atOnce)).toBe(2);
  let joined = 0;
  const narrowed = await sweepInMemory({
    ...{ store: new MemoryStageStore(), ...options },
    admit: (_, launcher) => void (++joined === 2 && launcher.narrow(1)),
  });
  expect(joined).toBe(4);
  const { atOnce } = narrowed.launcher;
  expect(atOnce.slice(-4)).toEqual([1, 1, 1, 1]);
  expect(narrowed.runs.map(({ id }) => id).toSorted()).toEqual(roomy.runs.map(({ id }) => id).toSorted());
});
