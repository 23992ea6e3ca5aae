import type { ThawError } from '../errors/problem.js';
import type { RunConfig } from '../spec/run-config.js';
import type { ParameterValues } from './search.js';

/** One point of a sweep. */
export interface Run {
  /**
   * Hash of the resolved configuration with its paths as written in the spec (normalised, not absolute): the same
   * run in two sweeps, or in two checkouts, has the same id.
   */
  readonly id: string;
  /** For people: what sets it apart from its siblings. */
  readonly name: string;
  readonly parameters: ParameterValues;
  /** Paths are absolute here. */
  readonly config: RunConfig;
  /** Present where its configuration is done several times. */
  readonly group?: RunGroup;
}

/** What a run has in common with the others of its configuration. */
export interface RunGroup {
  /** Hash of the configuration but for what sets its runs apart: the same however many there are. */
  readonly id: string;
  /** For people: what sets it apart from other groups. */
  readonly name: string;
  /** How many runs it has. */
  readonly size: number;
  /** Which of them this is: `fold=2 repeat=3`. Runs of other groups with the same part are drawn alike. */
  readonly part: string;
  /**
   * Images that validate for each that trains, where these are drawn anew for each run: 0.25 for five folds. What its runs come to
   * is then more alike than chance would have it, as they train on the same images in part (`correctedInterval`). 0 where all of
   * them are divided alike.
   */
  readonly overlap: number;
}

/** A point that a search has proposed and of which no run can be made. It fails, and the sweep goes on. */
export interface ImpossibleRun extends Omit<Run, 'config'> {
  /** All that is wrong with the spec at this point. */
  readonly error: ThawError;
}
