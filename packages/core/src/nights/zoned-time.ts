import { remember } from '../records/remember.js';

/**
 * A time on a wall clock, as the milliseconds that it would be since 1970 if the clock were in UTC. It names no moment
 * until a time zone is known.
 */
export type WallTime = number;

const formats = new Map<string, Intl.DateTimeFormat>();

/** How far the clocks of a zone are ahead of UTC at a moment. */
export function zoneOffsetMs(timeZone: string, momentMs: number): number {
  const parts = new Map(
    zoneFormat(timeZone)
      .formatToParts(momentMs)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type)!;
  const wall = Date.UTC(
    ...([part('year'), part('month') - 1, part('day')] as const),
    ...([part('hour'), part('minute'), part('second')] as const),
  );
  return wall - Math.floor(momentMs / 1000) * 1000;
}

const zoneFormat = (timeZone: string): Intl.DateTimeFormat =>
  remember(
    formats,
    timeZone,
    () =>
      new Intl.DateTimeFormat('en-US', {
        ...{ timeZone, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23' },
        ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
        ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
      }),
  );

const dayMs = 86_400_000;

/**
 * The moment at which the clocks of a zone show a time. Where they show it twice, the first; where they are put forward
 * past it, the moment at which they are. A later time on the wall is never an earlier moment.
 */
export function momentOf(timeZone: string, wall: WallTime): number {
  const before = zoneOffsetMs(timeZone, wall - dayMs);
  const after = zoneOffsetMs(timeZone, wall + dayMs);
  if (zoneOffsetMs(timeZone, wall - before) === before) return wall - before;
  if (zoneOffsetMs(timeZone, wall - after) === after) return wall - after;
  return changeBetween(timeZone, wall - after, wall - before);
}

/** The moment at which a zone's offset changes, which it does between these two; by halves, to the second. */
function changeBetween(timeZone: string, early: number, late: number): number {
  const offset = zoneOffsetMs(timeZone, early);
  let [below, above] = [Math.floor(early / 1000), Math.floor(late / 1000)];
  while (above - below > 1) {
    const middle = Math.floor((below + above) / 2);
    if (zoneOffsetMs(timeZone, middle * 1000) === offset) below = middle;
    else above = middle;
  }
  return above * 1000;
}

/** Names of zones, to choose from; others that are known, such as older names, do as well. */
export const timeZones = (): readonly string[] => [...Intl.supportedValuesOf('timeZone'), 'UTC'];

/** An offset such as `+02:00` is none: it knows no daylight saving, and not every Node takes it. */
export function isTimeZone(name: string): boolean {
  if (!/^[a-z]/i.test(name)) return false;
  try {
    zoneFormat(name);
    return true;
  } catch {
    return false;
  }
}
