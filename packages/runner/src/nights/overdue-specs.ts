import { overdueNight, type HistoryEntry } from '@thaw/core';
import { holderOf } from '@thaw/locks';
import type { OverdueSpec } from '../api/nights.js';
import { lockOf } from './hold-night.js';
import type { ScheduledSpec } from './scheduled-specs.js';
import { inShort } from './sweep-night.js';

export interface KnownNights {
  readonly entries: readonly HistoryEntry[];
  readonly nowMs: number;
  /** The store's folder. */
  readonly store: string;
}

/** The specs whose nights nobody holds any more. Of one whose schedule cannot be read nobody can. */
export async function overdueSpecs(
  specs: readonly ScheduledSpec[],
  { entries, nowMs, store }: KnownNights,
): Promise<readonly OverdueSpec[]> {
  const overdue: OverdueSpec[] = [];
  for (const each of specs) {
    const { spec, name, schedule, problem } = each;
    if (!schedule) {
      overdue.push({ spec, name, reason: `its schedule cannot be read: ${inShort(problem)}` });
      continue;
    }
    const found = overdueNight({
      ...{ schedule, nowMs, entries: entries.filter((entry) => entry.spec === spec) },
      isUnderWay: (await holderOf(lockOf(each, store))) !== undefined,
    });
    if (!found) continue;
    const { dueMs, reason } = found;
    overdue.push({
      ...{ spec, name, reason },
      ...(dueMs !== undefined && { dueAt: new Date(dueMs).toISOString() }),
    });
  }
  return overdue;
}
