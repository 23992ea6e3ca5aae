import type { PlannedRun, TrackerEvent } from '@thaw/core';
import { MemoryStageStore } from '@thaw/execution/fixtures';
import { ArtifactFolder } from '@thaw/tracker';
import { expect, it } from 'vitest';
import { DatasetInputs } from './dataset-inputs.js';
import { SweepTracking, type SweepTrackingOptions } from './sweep-tracking.js';

const config = { backbone: { name: 'xception' }, phases: [] };
const planned = {
  run: { id: 'a', name: 'a', parameters: {}, config },
  stages: ['d', 't', 'e'],
  phases: [{ name: 'head', train: 't', reading: { epochs: 2 } }],
  evaluate: 'e',
} as unknown as PlannedRun;

const search = () => ({ certain: () => [], ask: () => undefined, tell() {} });

/** What is told of a run that has finished before with these stages, by now with all its own stored. */
async function toldAfter(stages: readonly string[]): Promise<readonly string[]> {
  const told: TrackerEvent[] = [];
  const before = {
    status: 'finished',
    metrics: {},
    epochs: 2,
    stages: new Set(stages),
    reused: new Set(stages),
  };
  const tracking = new SweepTracking({
    loaded: {
      sweepId: 's',
      runs: [planned.run],
      tracking: { tags: {} },
      search,
      objective: { metric: 'val_loss' },
    },
    plan: { runs: [planned], stage: () => ({ kind: 'train', key: 't', dataset: 'd' }) },
    tracker: { record: async (event: TrackerEvent) => void told.push(event), close: async () => {} },
    ...{ artifacts: new ArtifactFolder('nowhere'), store: new MemoryStageStore() },
    ...{ datasets: new DatasetInputs(), origin: {}, decided: [], overrides: [], documents: () => new Map() },
    before: { runs: new Map([['a', before]]), isSame: true, spent: { seconds: 0, turns: 1 } },
  } as unknown as SweepTrackingOptions);
  const run = await tracking.run(planned, true, { onFailure() {} });
  await run.close();
  return told.map(({ type }) => type).filter((type) => type === 'run-started');
}

it('knows a run again only by its stages: images and weights have no part in its id', async () => {
  expect(await toldAfter(['d', 't', 'e'])).toEqual([]);
  expect(await toldAfter(['other d', 'other t', 'other e'])).toEqual(['run-started']);
});
