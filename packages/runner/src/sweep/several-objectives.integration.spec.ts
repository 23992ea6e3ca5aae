import { DatasetFixture, MemoryStageStore } from '@thaw/execution/fixtures';
import { readSweep } from '@thaw/tracker';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sweepInMemory } from './sweep-in-memory.fixture.js';

let dataset: DatasetFixture;
beforeAll(async () => {
  dataset = await DatasetFixture.ofTwoClasses(4);
});
afterAll(() => dataset.remove());

it('a search by several objectives tracks what they are and ranks by fronts', async () => {
  const { result, journalFile, ended } = await sweepInMemory({
    ...{ dataset, store: new MemoryStageStore() },
    // The larger the head, the better, up to a point.
    lossOf: ({ stage: { head } }) => 1 / (1 + Math.min(head.hidden[0] ?? 0, 24)),
    also: {
      name: 'several',
      sweep: {
        ...{ method: 'tpe', runs: 6, startup: 2 },
        objective: [{ metric: 'val_loss' }, { metric: 'parameters' }],
        parameters: { 'head.hidden': [[], [8], [16], [24], [32], [40]] },
      },
    },
  });
  expect(ended).toEqual(Array(6).fill('finished'));
  expect(result.objective).toEqual({
    ...{ metric: 'val_loss', goal: 'minimize' },
    others: [{ metric: 'parameters', goal: 'minimize' }],
  });
  const standing = result.runs.map(({ rank, parameters }) => [rank, parameters['head.hidden']]);
  expect(standing.slice(0, 2)).toEqual([
    [1, [24]],
    [1, []],
  ]);
  expect(standing.slice(2, 4)).toEqual(
    expect.arrayContaining([
      [1, [8]],
      [1, [16]],
    ]),
  );
  // As good as that of 24, and larger, one more than the other.
  expect(standing.slice(4)).toEqual([
    [2, [32]],
    [3, [40]],
  ]);
  const journaled = await readSweep(journalFile);
  expect(journaled.sweep!.objective).toEqual(result.objective);
  for (const { metrics, id } of journaled.runs)
    expect(metrics['parameters']).toBe(result.runs.find((run) => run.id === id)!.metrics['parameters']);
  expect(journaled.runs[0]!.metrics).not.toHaveProperty('gigaflops');
});
