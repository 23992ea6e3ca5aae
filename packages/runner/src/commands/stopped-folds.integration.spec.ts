import { rankGroups, seededRandom } from '@thaw/core';
import { readSweep, type RunRecord } from '@thaw/tracker';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SweepEvent } from '../events/sweep-event.js';
import { startThaw, type ThawProcess } from './thaw-process.fixture.js';
import { emoji, thaw } from './thaw.fixture.js';

/** More of them, and a line about each: `node tools/campaigns/stopping.mjs`. */
const asked = process.env['THAW_KILLS'];
const kills = Number(asked ?? 2);

/** Groups of three folds, which share a head in each; they are stopped within folds and between them, and let on. */
const spec = (manifest: string) => `
name: stopped-in-folds
seed: 1
data: { root: ${emoji.root}, manifest: ${manifest}, split: { folds: 3 } }
backbone: { name: efficientnet-lite0, imageSize: 32 }
tracking: { model: none }
phases:
  - { name: head, epochs: 2 }
  - { name: on, epochs: 4 }
sweep:
  method: tpe
  runs: 9
  startup: 4
  objective: { metric: val_loss }
  stop: { method: successiveHalving, phase: on, factor: 2 }
  parameters: { phases.on.optimizer.learningRate: { logUniform: [1e-4, 3] } }
`;

let folder: string;
let specFile: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-stopped-folds-'));
  const rows = (await readFile(emoji.manifest, 'utf8')).trim().split('\n');
  const manifest = join(folder, 'some.csv');
  await writeFile(manifest, rows.filter((_, row) => row === 0 || row % 8 === 0).join('\n'));
  specFile = join(folder, 'folds.yaml');
  await writeFile(specFile, spec(manifest));
});
afterAll(() => rm(folder, { recursive: true }));

type Event = Readonly<Record<string, unknown>>;
const parsedLines = (text: string): Event[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Event);

const argsFor = (store: string) => ['sweep', '--spec', specFile, '--store', store, '--backend', 'wasm'];

/** What a process has said on its standard output. */
const eventsOf = ({ output }: ThawProcess): readonly SweepEvent[] =>
  output()
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as SweepEvent);

/** With all processes that it has begun. */
function killTree(pid: number): void {
  const children = execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
    .trim()
    .split('\n');
  for (const each of [pid, ...children.map(Number)]) process.kill(each, 'SIGKILL');
}

async function journalIn(store: string): Promise<string> {
  const names = await readdir(join(store, 'journals'));
  return join(
    store,
    'journals',
    names.find((name) => name.endsWith('.ndjson'))!,
  );
}

const eventsIn = async (journal: string) => parsedLines(await readFile(journal, 'utf8'));

/** What must not depend on kills: which runs were proposed in which order, what became of each, and the ranking. */
async function resultOf(store: string) {
  const journal = await journalIn(store);
  const events = await eventsIn(journal);
  const started = events.filter(({ type }) => type === 'run-started').map(({ run }) => run);
  // No epoch of a run has two values of anything, but how long it took.
  const values = new Map<string, unknown>();
  for (const { type, run, step, values: of } of events) {
    if (type !== 'metrics') continue;
    for (const [name, value] of Object.entries(of as object)) {
      if (isOfTheMachine(name)) continue;
      const place = [run, step, name].join(' ');
      expect([place, values.get(place) ?? value]).toEqual([place, value]);
      values.set(place, value);
    }
  }
  const { runs } = await readSweep(journal);
  return {
    proposals: [...new Set(started)],
    runs: runs.map(comparable).toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    ranking: rankGroups(runs, { metric: 'val_loss', goal: 'minimize' }, (run) => run).map(
      ({ group, runs: _, ...standing }) => ({ group: group!.id, ...standing }),
    ),
  };
}

const isOfTheMachine = (metric: string): boolean => ['epoch_seconds', 'images_per_second'].includes(metric);
const ofTheRun = <Value>(metrics: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> =>
  Object.fromEntries(Object.entries(metrics).filter(([name]) => !isOfTheMachine(name)));

const comparable = ({ id, status, history, metrics, group }: RunRecord) => ({
  ...{ id, status, group },
  history: ofTheRun(history),
  final: ofTheRun(metrics),
});

/** Epochs that were trained more than once, of trainings that were not under way when their process was killed. */
function trainedTwice(processes: readonly (readonly SweepEvent[])[]): readonly string[] {
  const [seen, torn, twice] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for (const events of processes) {
    const underWay = new Set<string>();
    for (const event of events) {
      if (event.type === 'stage-started') underWay.add(event.key);
      if (event.type === 'stage-ended') underWay.delete(event.key);
      if (event.type !== 'epoch') continue;
      const epoch = `${event.stage} ${event.epoch}`;
      if (seen.has(epoch) && !torn.has(event.stage)) twice.add(epoch);
      seen.add(epoch);
    }
    for (const key of underWay) torn.add(key);
  }
  return [...twice];
}

it(
  `a TPE sweep of folds that stops groups, killed at ${kills} random moments, equals the undisturbed one`,
  async () => {
    const undisturbed = startThaw([...argsFor(join(folder, 'undisturbed')), '--json']);
    expect(await undisturbed.exit, undisturbed.output()).toBe(0);
    const events = eventsOf(undisturbed);
    const expected = await resultOf(join(folder, 'undisturbed'));
    const statuses = expected.ranking.map(({ status }) => status);
    expect([statuses.length, new Set(statuses)]).toEqual([9, new Set(['finished', 'stopped'])]);
    // Of most that were stopped not all runs have begun.
    expect(expected.runs.length).toBeLessThan(20);

    const random = seededRandom('moments of stopped folds');
    let killed = 0;
    for (let round = 0; killed < kills; round++) {
      const store = join(folder, `round-${round}`);
      const processes: (readonly SweepEvent[])[] = [];
      for (let code: number | null = null; code !== 0;) {
        const thaw = startThaw([...argsFor(store), '--json']);
        // Anywhere in its course, as told by its events, whatever else the machine does.
        const [after, delayMs] = [Math.floor(random() * events.length), 100 * random()];
        const isOver = thaw.exit.then(() => true);
        while (killed < kills && eventsOf(thaw).length < after)
          if (await Promise.race([isOver, once(thaw.child.stdout!, 'data').then(() => false)])) break;
        if (killed < kills && !(await Promise.race([isOver, sleep(delayMs, false)]))) {
          killTree(thaw.child.pid!);
          killed++;
        }
        code = await thaw.exit;
        expect(code ?? 0, thaw.output()).toBe(0);
        processes.push(eventsOf(thaw));
        if (asked !== undefined) tell(round, code, processes.at(-1)!);
      }
      expect(await resultOf(store), `after ${killed} kills`).toEqual(expected);
      expect(trainedTwice(processes), `after ${killed} kills`).toEqual([]);
    }
  },
  120_000 + kills * 60_000,
);

it('executed again it computes nothing, and has no run to add to its journal', async () => {
  const store = join(folder, 'undisturbed');
  const before = await eventsIn(await journalIn(store));
  const { stdout, stderr } = await thaw(argsFor(store));
  expect(stderr).toContain('; nothing computed');
  expect(stdout).toMatch(/0 of 3, stopped/);
  // Of stages it may say that they were there.
  const added = (await eventsIn(await journalIn(store))).slice(before.length);
  expect(added.filter(({ type }) => type !== 'stages')).toEqual([]);
}, 60_000);

/** How far a process came: of the sweep's runs, and of epochs that it trained itself. */
function tell(round: number, code: number | null, events: readonly SweepEvent[]): void {
  const count = (type: SweepEvent['type']) => events.filter((event) => event.type === type).length;
  const last = events.findLast(({ type }) => type !== 'progress' && type !== 'notice');
  const end = code === null ? `killed after ${last?.type ?? 'nothing'}` : 'came to its end';
  process.stdout.write(`| ${round + 1} | ${end} | ${count('run-ended')} | ${count('epoch')} |\n`);
}
