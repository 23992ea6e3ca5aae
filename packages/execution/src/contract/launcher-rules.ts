import {
  stagesOf,
  ThawError,
  type ComputeTask,
  type Launcher,
  type StageStore,
  type TaskOutcome,
} from '@thaw/core';
import { deepStrictEqual, ok, rejects, strictEqual } from 'node:assert';
import { isStored } from '../stages/is-stored.js';
import { Trajectory } from '../stages/trajectory.js';
import type { LauncherUnderTest } from './describe-launcher.js';
import { shortEpochs, smallTasks } from './small-tasks.js';

type Check = (underTest: LauncherUnderTest, folder: string) => Promise<void>;

/** A task that has been begun, and what it has told so far. */
class BegunTask {
  readonly epochs: number[] = [];
  progress = 0;
  readonly outcome: Promise<TaskOutcome>;
  readonly #abort = new AbortController();
  #next: () => void = () => {};

  constructor(launcher: Launcher, task: ComputeTask) {
    this.outcome = launcher.execute(task, {
      onProgress: () => this.progress++,
      onNotice() {},
      onEpoch: (history) => {
        this.epochs.push(history.length);
        this.#next();
      },
      signal: this.#abort.signal,
    });
  }

  /** When it has told of one more; throws what the task does. */
  async nextEpoch(): Promise<void> {
    const told = new Promise<void>((resolve) => (this.#next = resolve));
    await Promise.race([told, this.outcome]);
  }

  async breakOff(): Promise<void> {
    const reason = new Error('no run needs it');
    this.#abort.abort(reason);
    await rejects(this.outcome, (error) => error === reason);
  }
}

async function execute(launcher: Launcher, task: ComputeTask) {
  const begun = new BegunTask(launcher, task);
  const outcome = await begun.outcome;
  return { outcome, epochs: begun.epochs, progress: begun.progress };
}

const epochsStored = async (store: StageStore, task: ComputeTask): Promise<number> =>
  (await Trajectory.open(store, stagesOf(task)[0]!)).history.length;

const isFor = (code: string) => (error: unknown) =>
  error instanceof ThawError && error.problems.some((problem) => problem.code === code);

/** By what each says. */
export const launcherRules: Readonly<Record<string, Check>> = {
  async 'says what it computes with, however often it is asked, and how many places it has'({ launcher }) {
    const opened = await launcher.open();
    ok(opened.engine && opened.backend && opened.description);
    deepStrictEqual(await launcher.open(), opened);
    ok(Number.isInteger(launcher.capacity) && launcher.capacity >= 1, `capacity ${launcher.capacity}`);
  },

  async 'does what of a task is not stored yet, or to be replaced, and has it in the store when it returns'(
    { launcher, store },
    folder,
  ) {
    const { features, short, evaluation } = await smallTasks(store, folder);
    const epochs = Array.from({ length: shortEpochs }, (_, index) => index + 1);
    for (const task of [features, short, evaluation]) {
      const done = await execute(launcher, task);
      strictEqual(done.outcome, 'computed');
      deepStrictEqual(done.epochs, task.kind === 'train' ? epochs : []);
      ok(done.progress > 0 || task.kind === 'evaluate', `${task.kind} told nothing of its progress`);
      for (const stage of stagesOf(task)) ok(await isStored(store, stage), stage.label);
      deepStrictEqual(await execute(launcher, task), { outcome: 'reused', epochs: [], progress: 0 });
    }
    const again = await execute(launcher, { ...short, replaced: [stagesOf(short)[0]!.key] });
    strictEqual(again.outcome, 'computed');
    deepStrictEqual(again.epochs, epochs);
  },

  async 'says by a problem that it cannot compute, and why, each time that it is asked'(
    { unable, store },
    folder,
  ) {
    const { features } = await smallTasks(store, folder);
    const isProblem = (error: unknown) => error instanceof ThawError;
    for (const ask of [() => unable.open(), () => execute(unable, features)]) await rejects(ask, isProblem);
  },

  async 'measures how fast it computes, unless that depends, and goes on with tasks'(
    { launcher, store },
    folder,
  ) {
    const { features } = await smallTasks(store, folder);
    if (launcher.measureSpeed) {
      const { forward, training, secondsPerStage, secondsPerLayer, bfloat16, decodesBeside, ...rest } =
        await launcher.measureSpeed();
      const passes = [{ forward, training, secondsPerLayer }, ...(bfloat16 ? [bfloat16] : [])];
      for (const work of [rest, ...passes.flatMap((pass) => [pass.forward, pass.training])])
        for (const [name, value] of Object.entries(work)) ok(Number.isFinite(value) && value > 0, name);
      // None can be told apart on a machine that is busy.
      for (const seconds of [secondsPerStage, ...passes.map((pass) => pass.secondsPerLayer)])
        ok(Number.isFinite(seconds) && seconds >= 0);
      strictEqual(typeof decodesBeside, 'boolean');
    }
    strictEqual((await execute(launcher, features)).outcome, 'computed');
  },

  async 'throws the reason of a signal, keeps what is stored by then, and goes on from there'(
    { launcher, store },
    folder,
  ) {
    const { features, short, long } = await smallTasks(store, folder);
    await execute(launcher, features);
    let stored = 0;
    for (let attempt = 0; attempt < 2; attempt++) {
      const task = new BegunTask(launcher, long[0]);
      await task.nextEpoch();
      strictEqual(task.epochs[0], stored + 1);
      await task.breakOff();
      stored = await epochsStored(store, long[0]);
      ok(stored >= task.epochs.at(-1)!, 'an epoch was told before it was stored');
    }
    const early = { onProgress() {}, onNotice() {}, onEpoch() {}, signal: AbortSignal.abort('over') };
    await rejects(launcher.execute(short, early), (error) => error === 'over');
    strictEqual(await epochsStored(store, short), 0);
  },

  async 'passes on what people can act on, with its code, and goes on with other tasks'(
    { launcher, store },
    folder,
  ) {
    const { features, evaluation } = await smallTasks(store, folder);
    await rejects(execute(launcher, evaluation), isFor('THAW-STORE-DAMAGED'));
    strictEqual((await execute(launcher, features)).outcome, 'computed');
  },

  async 'fails the task of a process that dies, and goes on with other tasks'(
    { launcher, store, kill },
    folder,
  ) {
    // Where it is the test's own there is nothing to try.
    if (!kill) return;
    const { features, short, long } = await smallTasks(store, folder);
    await execute(launcher, features);
    const task = new BegunTask(launcher, long[0]);
    await task.nextEpoch();
    kill();
    await rejects(task.outcome, (error) => error instanceof ThawError);
    strictEqual((await execute(launcher, short)).outcome, 'computed');
    const before = await epochsStored(store, long[0]);
    const again = new BegunTask(launcher, long[0]);
    await again.nextEpoch();
    strictEqual(again.epochs[0], before + 1);
    await again.breakOff();
  },

  async 'does as many tasks at once as it has places, each with a signal of its own'(
    { launcher, store },
    folder,
  ) {
    const { features, long } = await smallTasks(store, folder);
    await execute(launcher, features);
    const [first, ...others] = long
      .slice(0, launcher.capacity)
      .map((task) => new BegunTask(launcher, task)) as [BegunTask, ...BegunTask[]];
    await Promise.all([first, ...others].map((task) => task.nextEpoch()));
    await first.breakOff();
    for (const task of others) {
      await task.nextEpoch();
      await task.breakOff();
    }
  },

  async 'fails what is under way when it is closed, and may be closed twice'({ launcher, store }, folder) {
    const { features, long } = await smallTasks(store, folder);
    await execute(launcher, features);
    const task = new BegunTask(launcher, long[0]);
    await task.nextEpoch();
    const failed = rejects(task.outcome);
    await launcher.close();
    await failed;
    await launcher.close();
  },
};
