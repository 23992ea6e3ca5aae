import type { Objective } from '../ranking/run-order.js';
import type { Keys } from './keys.js';
import type { PartialSpec } from './spec.js';

/** An objective as a spec has it, and where. */
export interface WrittenObjective extends Partial<Omit<Objective, 'others'>> {
  readonly keys: Keys;
}

/** What a sweep is to be ranked by: one, or several that count as much. */
export function writtenObjectives(sweep: PartialSpec['sweep']): readonly WrittenObjective[] {
  const written = sweep?.objective;
  if (written === undefined) return [];
  const keys: Keys = ['sweep', 'objective'];
  if (!Array.isArray(written)) return [{ ...written, keys }];
  return written.map((each, index) => ({ ...each, keys: [...keys, index] }));
}
