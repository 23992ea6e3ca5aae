import type { SettingSchemas, ValuesOf } from '../../spec/kinds.js';

/** A way to tell which runs are not worth going on with. A new one is a file, and a line in `stop-methods.ts`. */
export interface StopMethod<Settings extends SettingSchemas = SettingSchemas> {
  /** Which runs it stops, without a full stop. */
  readonly description: string;
  /** Beside `method` in a spec's `sweep.stop`. */
  readonly settings: Settings;
  /** Whether it looks at the epochs of the last phase, where the spec names none. Otherwise at those of all, counted through. */
  readonly ofLastPhase: boolean;
  create(settings: ValuesOf<Settings>): StoppingRule;
}

export type Verdict = 'go-on' | 'stop';

/**
 * Decides against runs. Rules every one keeps:
 * - It has no clock and no chance: the same epochs, judged in the same order, are judged the same.
 * - A run that goes on after it was stopped is judged from its first epoch on again, and gets as far as it was let.
 * - A run whose training is over is not stopped, if it is the last of its group.
 */
export interface StoppingRule {
  judge(run: string, epoch: JudgedEpoch): Verdict;
  /** A run that was stopped and is worth going on with by now, before anything new is tried. Each is told once. */
  next?(): string | undefined;
}

/** A run after one of its epochs, as a rule sees it. */
export interface JudgedEpoch {
  /** From 1, of those that are judged. */
  readonly step: number;
  /** How many of them the run has at most. */
  readonly of: number;
  /** Whether its training is over with it. */
  readonly isLast: boolean;
  /** Of the objective: the smaller, the better. Undefined if it is no number. */
  readonly value: number | undefined;
  /** What the runs of its group came to that were before it, all of them; groups have these in the same order. */
  readonly before: readonly number[];
  /** How many runs its group has; 1 of a run by itself. */
  readonly parts: number;
  /** What has been trained by now. Runs that differ in nothing so far have the same, and count once. */
  readonly trained: string;
}
