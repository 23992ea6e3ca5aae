import type { Json } from '../ports/tracker.js';
import type { RunConfig } from '../spec/run-config.js';

/** One point of a sweep. */
export interface Run {
  /** Hash of the resolved configuration: the same run in two sweeps has the same id. */
  readonly id: string;
  /** For people: what sets it apart from its siblings. */
  readonly name: string;
  /** Swept values by path. */
  readonly parameters: Readonly<Record<string, Json>>;
  readonly config: RunConfig;
}
