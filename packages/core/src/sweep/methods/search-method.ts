import type { SettingSchemas, ValuesOf } from '../../spec/kinds.js';
import type { KnownPoint, Search } from '../search.js';
import type { SearchSpace } from '../search-space.js';

/** A way to choose the points of a sweep. A new one is a file, and a line in `search-methods.ts`. */
export interface SearchMethod<Settings extends SettingSchemas = SettingSchemas> {
  /** Which points it chooses, without a full stop. */
  readonly description: string;
  /** Beside `parameters` in a spec's `sweep`. */
  readonly settings: Settings;
  /** Whether what it is told changes what it proposes. */
  readonly learns: boolean;
  /** Whether it draws from a range; otherwise it goes along it in `steps`. */
  readonly draws: boolean;
  /** Why a setting means nothing to it, where there is more to say than that it does not use it. */
  readonly unused: Readonly<Record<string, string>>;
  /** How many runs it would make at most, without making them. */
  size(space: SearchSpace, settings: ValuesOf<Settings>): SweepSize;
  /**
   * Proposes what is to be included first, no point twice, and none that is excluded. One that learns proposes nothing that is
   * known either.
   */
  create(
    space: SearchSpace,
    settings: ValuesOf<Settings>,
    seed: number,
    known?: readonly KnownPoint[],
  ): Search;
}

export interface SweepSize {
  readonly runs: number;
  /** The key of `sweep` that says so, what it comes from there, and how to write it for fewer runs. */
  readonly saidBy: string;
  readonly found: string;
  readonly remedy: string;
}

/** More runs than this are a slip, not a plan: nobody would wait for them, and making them would fill the memory. */
export const mostRuns = 10_000;
