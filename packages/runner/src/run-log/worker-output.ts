import { stagesOf } from '@thaw/core';
import {
  readTask,
  readWorker,
  taskNames,
  workerLog,
  workerNames,
  type WorkerLine,
} from '@thaw/execution/queue';
import { open } from 'node:fs/promises';
import type { LogLine } from './log-line.js';

/** Of an output that was there before, its end; of what has come since no more at once. */
const mostBytes = 65_536;

/** What workers of a cluster have to say of a run's tasks, as long as these are there to be told from others. */
export class WorkerOutput {
  /** What the run has, or had, in the queue: labels by the tasks' names. */
  readonly #tasks = new Map<string, string>();
  /** Lines of each worker that were looked at. */
  readonly #lines = new Map<string, number>();
  /** Bytes of each worker's output that were read. */
  readonly #read = new Map<string, number>();

  constructor(
    private readonly queue: string,
    private readonly run: string,
  ) {}

  /** What has come since it was asked for last. */
  async next(): Promise<readonly LogLine[]> {
    await this.#findTasks();
    if (this.#tasks.size === 0) return [];
    const said: LogLine[] = [];
    for (const worker of await workerNames(this.queue)) said.push(...(await this.#ofWorker(worker)));
    return said;
  }

  async #findTasks(): Promise<void> {
    for (const name of await taskNames(this.queue)) {
      const task = this.#tasks.has(name) ? undefined : await readTask(this.queue, name);
      if (task && stagesOf(task.task).some(({ runs }) => runs.includes(this.run)))
        this.#tasks.set(name, task.label);
    }
  }

  async #ofWorker(worker: string): Promise<readonly LogLine[]> {
    const lines = readWorker(this.queue, worker);
    const fresh = lines.slice(this.#lines.get(worker) ?? 0);
    this.#lines.set(worker, lines.length);
    const said = fresh.flatMap((line): LogLine[] => {
      const text = this.#textOf(line);
      return text === undefined ? [] : [{ timeMs: line.timeMs, worker, text }];
    });
    const took = lines.findLast((line) => line.type === 'took' && this.#tasks.has(line.task));
    const output = took ? await this.#outputOf(worker) : [];
    const timeMs = lines.at(-1)?.timeMs ?? 0;
    return [...said, ...output.map((text) => ({ timeMs, worker, text }))];
  }

  #textOf(line: WorkerLine): string | undefined {
    const label = 'task' in line && line.task !== undefined ? this.#tasks.get(line.task) : undefined;
    if (label === undefined) return undefined;
    if (line.type === 'took') return `begins ${label}`;
    if (line.type === 'notice') return line.message;
    if (line.type === 'executed') return `${label}: ${line.outcome}`;
    if (line.type === 'gave-back') return `gives ${label} back (${line.reason})`;
    return line.type === 'failed' ? `${label} has failed` : undefined;
  }

  /** Whole lines of what its job has printed. */
  async #outputOf(worker: string): Promise<readonly string[]> {
    const file = await open(workerLog(this.queue, worker)).catch(() => undefined);
    if (!file) return [];
    try {
      const { size } = await file.stat();
      const from = Math.max(this.#read.get(worker) ?? 0, size - mostBytes);
      const { buffer, bytesRead } = await file.read(
        Buffer.alloc(Math.max(0, size - from)),
        0,
        undefined,
        from,
      );
      const whole = buffer.subarray(0, bytesRead).lastIndexOf('\n') + 1;
      this.#read.set(worker, from + whole);
      return buffer.toString('utf8', 0, whole).split('\n').filter(Boolean);
    } finally {
      await file.close();
    }
  }
}
