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
}

/** A point that a search has proposed and of which no run can be made. It fails, and the sweep goes on. */
export interface ImpossibleRun extends Omit<Run, 'config'> {
  /** All that is wrong with the spec at this point. */
  readonly error: ThawError;
}
