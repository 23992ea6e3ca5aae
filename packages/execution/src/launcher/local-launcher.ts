import {
  type BaseSpeed,
  type ComputeTask,
  type Launcher,
  type MeasuredShape,
  type MeasuredValues,
  type OpenedBackend,
  type PredictedBatch,
  type PredictionTask,
  type ShapeTimes,
  type TaskOutcome,
  type TaskReport,
} from '@thaw/core';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import type { StageSettings } from '../stages/open-context.js';
import type { Report } from '../stages/stage-context.js';
import { describeDeath, failureOf } from './failure.js';
import { LastWords } from './last-words.js';
import type { FromWorker, ToWorker, WorkerFailure } from './messages.js';

/** The built file, also when this one runs from source in a test. */
const entry = createRequire(import.meta.url).resolve('@thaw/execution/worker-process');

/** Told of predictions as they come. */
export type OnPredicted = (batch: PredictedBatch) => void | Promise<void>;

/**
 * Computes tasks one after the other in a process of this machine, which is used again while it is healthy. If it dies,
 * what it was doing fails with the reason and the next task starts another.
 */
export class LocalLauncher implements Launcher {
  readonly capacity = 1;
  #process: ChildProcess | undefined;
  #opened: Promise<OpenedBackend> | undefined;
  /** Of what it was asked last. */
  #words = new LastWords();
  /** Whether it has multiplied in TensorFloat-32, on a GPU, or not. */
  #rounds: boolean | undefined;
  /** Fails what is being asked of the process. */
  #fail: ((error: unknown) => void) | undefined;

  constructor(
    private settings: StageSettings,
    /** Told of what comes before tasks: the backend, measuring the machine. */
    private readonly report: Report,
    /** What it is called where there are several. */
    private readonly name?: string,
  ) {}

  open(): Promise<OpenedBackend> {
    const isAlive =
      this.#process?.connected && this.#process.exitCode === null && this.#process.signalCode === null;
    if (!isAlive || !this.#opened) this.#opened = this.#start();
    return this.#opened;
  }

  async #start(): Promise<OpenedBackend> {
    this.#process = fork(entry, {
      serialization: 'advanced',
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#rounds = undefined;
    for (const stream of [this.#process.stdout!, this.#process.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => this.#words.add(text));
    }
    const question: ToWorker = { type: 'open', settings: this.settings };
    const answer = await this.#ask(question, { ...this.report, onEpoch: () => {} }).catch(
      (error: unknown) => {
        // What could not be opened is opened anew by whoever asks next.
        this.#kill();
        throw error;
      },
    );
    return (answer as FromWorker & { type: 'opened' }).opened;
  }

  /** From its next task on images are decoded by at most so many processes. */
  decodeBy(decoderProcesses: number): void {
    this.settings = { ...this.settings, decoderProcesses };
  }

  async execute(task: ComputeTask, report: TaskReport): Promise<TaskOutcome> {
    await this.#openFor(roundsProducts(task));
    report.onBegin?.(this.name);
    const { decoderProcesses } = this.settings;
    const answer = await this.#ask({ type: 'execute', task, decoderProcesses }, report);
    return (answer as FromWorker & { type: 'executed' }).outcome;
  }

  /**
   * What a trained network says of image files of this machine. `onBatch` is told batch by batch, and waited for: the process is a few
   * batches ahead at most. Throws what it throws.
   */
  async predict(task: PredictionTask, onBatch: OnPredicted): Promise<void> {
    await this.#openFor(task.network.precision === 'tensorfloat32');
    await this.#ask({ type: 'predict', task }, { ...this.report, onEpoch: () => {} }, onBatch);
  }

  /** Measures how fast this machine computes, decodes and stores. Takes seconds. */
  async measureSpeed(): Promise<BaseSpeed> {
    await this.#openFor(true);
    const answer = await this.#ask({ type: 'measure-speed' }, { ...this.report, onEpoch: () => {} });
    return (answer as FromWorker & { type: 'measured' }).speed;
  }

  /** Has a small network compiled. Takes seconds. */
  async measureCompiling(): Promise<number> {
    await this.#openFor(true);
    const answer = await this.#ask({ type: 'measure-compiling' }, { ...this.report, onEpoch: () => {} });
    return (answer as FromWorker & { type: 'compiled' }).secondsPerLayer;
  }

  /** Does some steps of a shape. Takes seconds. */
  async measureShape(shape: MeasuredShape, values: MeasuredValues): Promise<ShapeTimes> {
    await this.#openFor(values.precision === 'tensorfloat32');
    const question: ToWorker = { type: 'measure-shape', shape, values };
    const answer = await this.#ask(question, { ...this.report, onEpoch: () => {} });
    return (answer as FromWorker & { type: 'timed' }).times;
  }

  /**
   * TensorFlow remembers for the life of a process how a convolution of some shape is best computed on a GPU, in TensorFloat-32 or
   * not: whoever wants the other gets another process.
   */
  async #openFor(rounds: boolean): Promise<void> {
    const { memory } = await this.open();
    if (memory?.gpuBytes === undefined) return;
    if (this.#rounds !== undefined && this.#rounds !== rounds) {
      await this.#end();
      await this.open();
    }
    this.#rounds = rounds;
  }

  /** A later call of `execute` starts another process. */
  async close(): Promise<void> {
    this.#fail?.(new Error('the launcher was closed while it computed'));
    await this.#end();
  }

  /** What it has on a GPU is free only then. */
  async #end(): Promise<void> {
    const process = this.#process;
    this.#kill();
    if (process?.pid !== undefined && process.exitCode === null && process.signalCode === null)
      await once(process, 'exit');
  }

  #kill(): void {
    // Its channel closed, the worker exits by itself, wherever it is; the signal is for one that hangs in native code.
    this.#process?.removeAllListeners();
    if (this.#process?.connected) this.#process.disconnect();
    this.#process?.kill('SIGKILL');
    this.#process = undefined;
  }

  #ask(
    question: ToWorker,
    { onProgress, onNotice, onEpoch, signal }: TaskReport,
    onBatch: OnPredicted = () => {},
  ): Promise<FromWorker> {
    const worker = this.#process!;
    this.#words = new LastWords();
    return new Promise<FromWorker>((resolve, reject) => {
      let heard: Promise<void> = Promise.resolve();
      const abort = () => worker.send({ type: 'abort' } satisfies ToWorker);
      const settle = (act: () => void) => {
        this.#fail = undefined;
        worker.removeAllListeners();
        signal.removeEventListener('abort', abort);
        act();
      };
      this.#fail = (error) => settle(() => reject(error));
      worker.on('message', (message: FromWorker) => {
        if (message.type === 'progress') onProgress(message.progress);
        else if (message.type === 'notice') onNotice(message.message);
        else if (message.type === 'epoch') onEpoch(message.history);
        else if (message.type === 'predicted') {
          heard = heard.then(async () => {
            await onBatch(message.batch);
            if (worker.connected) worker.send({ type: 'taken' } satisfies ToWorker);
          });
          // What is still under way there nobody wants any more.
          heard.catch((error: unknown) => {
            this.#kill();
            settle(() => reject(error));
          });
        } else if (message.type === 'failed') settle(() => reject(this.#failureOf(message.failure, signal)));
        else
          void heard.then(
            () => settle(() => resolve(message)),
            () => {},
          );
      });
      // `close` comes after all it wrote has been read.
      worker.on('close', (code, how) => {
        this.#process = undefined;
        settle(() => reject(signal.aborted ? signal.reason : describeDeath(code, how, this.#words)));
      });
      worker.on('error', (error) => settle(() => reject(error)));
      if (signal.aborted) return settle(() => reject(signal.reason));
      signal.addEventListener('abort', abort);
      worker.send(question);
    });
  }

  #failureOf(failure: WorkerFailure, signal: AbortSignal): unknown {
    if (failure.kind === 'aborted') return signal.reason;
    // A worker that failed in a way nobody foresaw may be in any state: it is not used again.
    if (failure.kind === 'defect') this.#kill();
    return failureOf(failure);
  }
}

/** Whether what a GPU multiplies for a task is rounded; of features of one pass all are. */
function roundsProducts(task: ComputeTask): boolean {
  const { precision } =
    task.kind === 'features' ? task.stages[0]! : task.kind === 'evaluate' ? task.train : task.stage;
  return precision === 'tensorfloat32';
}
