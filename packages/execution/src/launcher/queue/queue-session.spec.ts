import { appendFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { smallTasks, type SmallTasks } from '../../contract/small-tasks.js';
import { queueFolder, workerLines, type WorkerLine } from '../../queue/index.js';
import { FileStageStore } from '../../store/folder/file-stage-store.js';
import { settingsIn } from '../settings.fixture.js';
import type { ClusterKind, WorkerStarter } from './cluster-kind.js';
import { QueueSession } from './queue-session.js';

let folder: string;
let tasks: SmallTasks;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-session-'));
  tasks = await smallTasks(new FileStageStore({ folder: join(folder, 'store'), onDamage() {} }), folder);
});
afterEach(() => rm(folder, { recursive: true }));

/** Starts nothing: what workers say is said by the tests, as no real ones die at a moment that matters. */
const starter: WorkerStarter = {
  start: () => Promise.resolve([]),
  list: () => Promise.resolve([]),
  cancel: () => Promise.resolve(),
  describe: () => Promise.resolve(undefined),
};
const kind = { name: 'slurm', title: 'Test', starter: () => starter } as unknown as ClusterKind;

type Said = WorkerLine extends infer Line ? (Line extends unknown ? Omit<Line, 'timeMs'> : never) : never;

/** A session with a task handed out, which nobody asks the cluster about meanwhile. */
async function begin() {
  const storeFolder = join(folder, 'store');
  const notices: string[] = [];
  const onNotice = (line: string) => notices.push(line);
  const { signal } = new AbortController();
  const session = await QueueSession.start(
    kind,
    { ...settingsIn(folder), storeFolder },
    { sweep: 's', profile: { maxJobs: 2 }, lookMs: 5, jobsMs: 1e9 },
    { onProgress() {}, onNotice, signal },
  );
  session.opened.catch(() => {});
  const begun: string[] = [];
  const outcome = session.execute(tasks.short, {
    ...{ onProgress() {}, onNotice, onEpoch() {}, signal },
    onBegin: (worker = '') => begun.push(worker),
  });
  outcome.catch(() => {});
  const queue = queueFolder(storeFolder, 's');
  const say = (worker: string, ...lines: Said[]) =>
    appendFileSync(
      workerLines(queue, worker),
      lines.map((line) => `${JSON.stringify({ ...line, timeMs: 1 })}\n`).join(''),
    );
  const comes = (worker: string, ...then: Said[]) =>
    say(worker, { type: 'began', queue: 'q', node: `n${worker}`, pid: 7 }, took, ...then);
  return { session, notices, begun, outcome, say, comes };
}

const took = { type: 'took', task: '000001' } as const;
const gaveBack = { type: 'gave-back', task: '000001', reason: 'signal' } as const;

it('a worker whose task another takes up, before anybody has looked, has died', async () => {
  const { session, notices, begun, comes } = await begin();
  comes('1');
  await vi.waitFor(() => expect(begun).toHaveLength(1));
  comes('2');
  await vi.waitFor(() => expect(begun).toEqual(['worker 1 on n1', 'worker 2 on n2']));
  expect(notices).toEqual(['worker 1 on n1 has died: another goes on with what it had']);
  await session.close(new Error('over'));
});

it('a worker that has given its task back has not died, in whatever order they are heard', async () => {
  const { session, notices, begun, comes, say } = await begin();
  comes('2');
  await vi.waitFor(() => expect(begun).toHaveLength(1));
  // What the first says is read before what the second has said before.
  say('2', gaveBack);
  comes('1');
  await vi.waitFor(() => expect(begun.at(-1)).toBe('worker 1 on n1'));
  expect(notices).toEqual(['worker 2 on n2 has given a stage back: another goes on']);
  await session.close(new Error('over'));
});

it('a task that five have taken up and left no further is no use, also where each has taken it from the last', async () => {
  const { session, outcome, begun, comes } = await begin();
  for (const worker of ['1', '2', '3', '4', '5', '6']) comes(worker);
  await expect(outcome).rejects.toMatchObject({ problems: [{ code: 'THAW-QUEUE-IN-VAIN' }] });
  expect(begun).toHaveLength(5);
  await session.close(new Error('over'));
});
