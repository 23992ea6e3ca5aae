import type { Knowledge, Spec } from '@thaw/core';
import { DatasetFixture, MemoryStageStore } from '@thaw/execution/fixtures';
import { readJournal } from '@thaw/tracker';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { knowledgeLines } from './knowledge-text.js';
import type { EpochLoss } from './stored-course.fixture.js';
import { ratePath, sweepInMemory } from './sweep-in-memory.fixture.js';

let dataset: DatasetFixture;
let store: MemoryStageStore;
beforeEach(async () => {
  dataset = await DatasetFixture.ofTwoClasses(4);
  store = new MemoryStageStore();
});
afterEach(() => dataset.remove());

/** The best rate is 1e-3. */
const lossOf: EpochLoss = ({ stage }) => Math.abs(Math.log10(stage.phase.learningRate) + 3);
const sweep = (also: Partial<Spec>) => sweepInMemory({ dataset, store, lossOf, also });

const objective = { metric: 'val_loss' as const };
const listing = (name: string, rates: readonly number[], also: Partial<Spec> = {}) =>
  sweep({ name, sweep: { objective, parameters: { [ratePath]: [...rates] } }, ...also });
const learning = (name: string, also: Partial<Spec> = {}) =>
  sweep({
    name,
    sweep: {
      ...{ method: 'tpe', from: 'journal', runs: 4, startup: 2, objective },
      parameters: { [ratePath]: { logUniform: [1e-5, 1e-1] } },
    },
    ...also,
  });

async function knowledgeIn(journal: string): Promise<Knowledge> {
  let knows: Knowledge | undefined;
  for await (const event of readJournal(journal)) if (event.type === 'sweep-started') knows = event.knows;
  return knows!;
}
const ratesKnown = ({ configurations }: Knowledge) =>
  configurations.map(({ parameters, name }) => [parameters[ratePath], name]);
const proposed = ({ events }: Awaited<ReturnType<typeof sweep>>) =>
  events.filter((event) => event.type === 'run-started').map(({ run }) => run);

it('a search knows what other sweeps have come to in its space, and what it knew when it goes on', async () => {
  await listing('first', [1e-4, 1e-2, 0.5]);
  await listing('second', [1e-2, 3e-3]);
  // Other images, and so another space.
  await listing('split', [2e-4], { data: { root: 'images', split: { validation: 0.5 } } });
  const whole = await learning('learning');
  const knows = await knowledgeIn(whole.journalFile);
  expect(ratesKnown(knows)).toEqual([
    [1e-4, 'first'],
    [1e-2, 'first'],
    [3e-3, 'second'],
  ]);
  expect(knows.outside).toBe(1);
  expect(knows.configurations.map(({ metrics }) => metrics['val_loss'])).toEqual([
    1,
    1,
    expect.closeTo(0.477, 3),
  ]);
  expect(knowledgeLines(knows, { metric: 'val_loss', goal: 'minimize' })).toEqual([
    `The search knows 3 configurations of the same space, and proposes none of them again: from first (2), second (1); the best has val_loss 0.4771: ${knows.configurations[2]!.runs[0]} of second; 1 with values that this sweep does not try are passed over.`,
  ]);
  expect(whole.result.runs).toHaveLength(4);
  const rates = whole.result.runs.map(({ parameters }) => parameters[ratePath]);
  for (const known of [1e-4, 1e-2, 3e-3]) expect(rates).not.toContain(known);

  // Killed once it had begun, and gone on with after others.
  const [begun] = readFileSync(whole.journalFile, 'utf8').split('\n');
  writeFileSync(whole.journalFile, `${begun}\n`);
  await listing('third', [1e-3, 2e-3, 5e-4]);
  const resumed = await learning('learning');
  expect(proposed(resumed)).toEqual(proposed(whole));
  expect(resumed.launcher.trained).toEqual([]);
  expect(await knowledgeIn(resumed.journalFile)).toEqual(knows);

  // One that begins now knows of the third too, and of the search.
  const next = await learning('next');
  expect((await knowledgeIn(next.journalFile)).configurations).toHaveLength(3 + 3 + 4);
  expect(proposed(next)).not.toEqual(proposed(whole));
});

it('a search that knew nothing goes on so, and one whose images are others by now knows what others have come to with these', async () => {
  const alone = await learning('learning');
  const nothing = await knowledgeIn(alone.journalFile);
  expect(nothing).toMatchObject({ configurations: [], outside: 0 });
  await listing('other', [1e-4, 1e-2]);
  const resumed = await learning('learning');
  expect(await knowledgeIn(resumed.journalFile)).toEqual(nothing);
  expect(resumed.launcher.trained).toEqual([]);

  await dataset.images('a/more.png', 'b/more.png');
  await listing('since', [1e-3]);
  const anew = await learning('learning');
  const knows = await knowledgeIn(anew.journalFile);
  expect(ratesKnown(knows)).toEqual([[1e-3, 'since']]);
  expect(knows.first).not.toBe(nothing.first);
});

it('a configuration is known once all its runs are, by their mean', async () => {
  await listing('twice', [1e-4, 1e-2], { repeat: { seeds: 2 } });
  await listing('once', [2e-3]);
  const thrice = await learning('thrice', { repeat: { seeds: 3 } });
  expect((await knowledgeIn(thrice.journalFile)).configurations).toEqual([]);
  const twice = await learning('two', { repeat: { seeds: 2 } });
  // Two of the three runs of each are all that there is to two.
  const { configurations } = await knowledgeIn(twice.journalFile);
  expect(configurations).toHaveLength(2 + 4);
  expect(configurations[0]).toMatchObject({ name: 'twice', metrics: { val_loss: 1 } });
  expect(configurations[0]!.runs).toHaveLength(2);
});

it('a finished grid to which values are added trains only the new points', async () => {
  const first = await listing('grid', [1e-4, 1e-2]);
  const more = await listing('grid', [1e-4, 1e-3, 1e-2]);
  expect(first.launcher.trained).toHaveLength(2 + 2 * 6);
  // The head is shared; one of fine-tuning is new.
  expect(more.launcher.trained).toHaveLength(6);
  expect(more.result.runs.map(({ parameters }) => parameters[ratePath])).toEqual([1e-3, 1e-4, 1e-2]);
});
