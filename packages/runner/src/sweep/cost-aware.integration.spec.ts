import { DatasetFixture, MemoryStageStore } from '@thaw/execution/fixtures';
import { readJournal } from '@thaw/tracker';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ratePath, sweepInMemory } from './sweep-in-memory.fixture.js';

let dataset: DatasetFixture;
beforeAll(async () => {
  dataset = await DatasetFixture.ofTwoClasses(4);
});
afterAll(() => dataset.remove());

it('a sweep weighs what its search chooses from by what is planned and stored, and once it is killed chooses by the same', async () => {
  const store = new MemoryStageStore();
  const sweep = () =>
    sweepInMemory({
      ...{ dataset, store },
      lossOf: ({ stage }) => Math.abs(Math.log10(stage.phase.learningRate) + 3),
      also: {
        name: 'cost',
        sweep: {
          ...{ method: 'tpe', cost: 'aware', runs: 10, startup: 6, objective: { metric: 'val_loss' } },
          parameters: {
            'backbone.imageSize': [32, 64, 96],
            [ratePath]: { logUniform: [1e-5, 1e-1] },
          },
        },
      },
    });
  const whole = await sweep();
  expect(whole.ended).toEqual(Array(10).fill('finished'));
  const proposed = whole.result.runs.toSorted((a, b) => a.index - b.index).map(({ id }) => id);
  const weighed = await weighedIn(whole.journalFile);
  // Two of the three that are spread; then, from the fourth run on, candidates.
  expect(weighed[0]!.seconds).toHaveLength(2);
  expect(weighed.length).toBeGreaterThan(5);
  for (const { seconds } of weighed) for (const each of seconds) expect(each).toBeGreaterThan(0);

  // All of it is in the store by now, and would cost less: what the journal has of choices has to be taken from there.
  const lines = readFileSync(whole.journalFile, 'utf8').split('\n');
  const middle = lines.findIndex((line) => line.includes(`"run-started"`) && line.includes(proposed[5]!));
  writeFileSync(whole.journalFile, `${lines.slice(0, middle).join('\n')}\n`);
  const resumed = await sweep();
  const again = resumed.events.flatMap((event) => (event.type === 'run-started' ? [event.run] : []));
  expect(again.slice(0, 6)).toEqual(proposed.slice(0, 6));
  expect((await weighedIn(resumed.journalFile)).slice(0, 4)).toEqual(weighed.slice(0, 4));

  const trained = resumed.launcher.trained.length;
  const unchanged = await sweep();
  expect(unchanged.launcher.trained).toHaveLength(0);
  expect(trained).toBeLessThan(whole.launcher.trained.length);
});

async function weighedIn(journal: string) {
  const weighed: { choice: string; seconds: readonly (number | null)[] }[] = [];
  for await (const event of readJournal(journal))
    if (event.type === 'weighed') weighed.push({ choice: event.choice, seconds: event.seconds });
  return weighed;
}
