import { own, type Json } from '@thaw/core';
import { differingParameters } from '../report/differing-parameters.js';
import type { RunRecord } from '../runs/run-record.js';

/** A setting that is not the same in two runs. */
export interface DifferingSetting {
  readonly path: string;
  /** Absent where a run does not have it. */
  readonly a?: Json;
  readonly b?: Json;
}

export const differingSettings = (a: RunRecord, b: RunRecord): readonly DifferingSetting[] =>
  differingParameters([a, b]).map(({ path }) => ({ path, a: own(a.params, path), b: own(b.params, path) }));
