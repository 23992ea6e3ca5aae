import type { ComputeTask, EpochRecord, StageStore } from '@thaw/core';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { warningSeconds } from '../../launcher/slurm/job-script.js';
import { Trajectory } from '../../stages/trajectory.js';

const run = promisify(execFile);

/** When Slurm will end the job, Unix time in milliseconds; Infinity where nothing says. Older versions do not tell a job itself. */
export async function endOfJob(env: NodeJS.ProcessEnv): Promise<number> {
  const said = Number(env['SLURM_JOB_END_TIME']);
  if (said > 0) return said * 1000;
  const asked = ['--noheader', '--jobs', env['SLURM_JOB_ID'] ?? '', '-o', '%L'];
  const left = await run('squeue', asked).catch(() => undefined);
  return Date.now() + 1000 * secondsOf(left?.stdout.trim() ?? '');
}

/** Of `D-HH:MM:SS`, as Slurm writes times; Infinity of what is none, such as `UNLIMITED`. */
export function secondsOf(text: string): number {
  const [, days = '0', clock] = /^(?:(\d+)-)?(\d+(?::\d+){0,2})$/.exec(text) ?? [];
  if (clock === undefined) return Infinity;
  return clock.split(':').reduce((sum, part) => 60 * sum + Number(part), 0) + 86_400 * Number(days);
}

/** Knows which tasks are worth beginning in what is left of a worker's time. */
export class TimeLeft {
  /** How long epochs with a network took here, the longest. */
  readonly #epochs = new Map<string, number>();

  constructor(
    private readonly endMs: number,
    private readonly store: StageStore,
  ) {}

  /** Of other tasks than trainings everything that they come to by then stays. */
  async isEnoughFor(task: ComputeTask): Promise<boolean> {
    if (this.endMs === Infinity) return true;
    const left = (this.endMs - Date.now()) / 1000 - warningSeconds;
    if (left <= 0) return false;
    if (task.kind !== 'train') return true;
    const { history } = await Trajectory.open(this.store, task.stage);
    const epoch = history.at(-1)?.seconds ?? this.#epochs.get(task.stage.backbone.name) ?? 0;
    return epoch < left;
  }

  learn(task: ComputeTask, epochs: readonly EpochRecord[]): void {
    if (task.kind !== 'train') return;
    const { name } = task.stage.backbone;
    this.#epochs.set(name, Math.max(this.#epochs.get(name) ?? 0, ...epochs.map(({ seconds }) => seconds)));
  }
}
