import { defaults } from '../spec/defaults.js';
import type { Spec } from '../spec/spec.js';
import { wallTimesAfter, wallTimesUntil } from './cron.js';
import { momentOf, zoneOffsetMs } from './zoned-time.js';

/** When a spec's nights are due. */
export interface NightSchedule {
  /** Five fields, read on the clocks of the zone. */
  readonly cron: string;
  readonly timeZone: string;
  /** Whether the latest night that was missed is caught up, or none. */
  readonly catchUp: 'one' | 'none';
  /** For how long after it was due a missed night is caught up. */
  readonly withinMs: number;
}

type Written = NonNullable<Spec['schedule']>;

export const nightSchedule = ({
  cron,
  timeZone,
  catchUp = defaults.nights.catchUp,
  within = defaults.nights.within,
}: Written): NightSchedule => ({
  ...{ cron: cron.trim().split(/\s+/).join(' '), timeZone, catchUp },
  withinMs: durationMs(within),
});

const unitsMs = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `20h`, as the schema has it. */
const durationMs = (text: string): number =>
  Number(text.slice(0, -1)) * unitsMs[text.at(-1) as keyof typeof unitsMs];

type Times = Pick<NightSchedule, 'cron' | 'timeZone'>;

const dayMs = 86_400_000;

/** The last moment up to `nowMs`, itself included, for which a schedule asks; `undefined` if there was none. */
export const latestDue = (schedule: Times, nowMs: number): number | undefined =>
  duesUntil(schedule, nowMs).next().value ?? undefined;

/** Moments for which a schedule asks, from `nowMs` backwards; times that come to one moment are one. */
export function* duesUntil({ cron, timeZone }: Times, nowMs: number): Generator<number, undefined> {
  // In an hour that is repeated the wall has already shown more than it shows now.
  const shown = nowMs + Math.max(zoneOffsetMs(timeZone, nowMs), zoneOffsetMs(timeZone, nowMs - dayMs));
  let last: number | undefined;
  for (const wall of wallTimesUntil(cron, shown)) {
    const due = momentOf(timeZone, wall);
    if (due <= nowMs && due !== last) yield due;
    last = due;
  }
}

/** The first moment after `nowMs` for which a schedule asks; `undefined` if there is none. */
export function nextDue({ cron, timeZone }: Times, nowMs: number): number | undefined {
  // Of what the wall shows twice the first time may be over, so some of what is found lies before now.
  const shown = nowMs + Math.min(zoneOffsetMs(timeZone, nowMs), zoneOffsetMs(timeZone, nowMs + dayMs));
  for (const wall of wallTimesAfter(cron, shown - 1)) {
    const due = momentOf(timeZone, wall);
    if (due > nowMs) return due;
  }
  return undefined;
}
