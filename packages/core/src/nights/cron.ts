import { Cron } from 'croner';
import type { WallTime } from './zoned-time.js';

/** A cron line as a calendar of wall times: croner is asked in UTC, where no hour is skipped or repeated. */
const calendarOf = (line: string): Cron => new Cron(line, { mode: '5-part', timezone: 'UTC', paused: true });

const fields = [
  { name: 'minute', range: '0 to 59' },
  { name: 'hour', range: '0 to 23' },
  { name: 'day of the month', range: '1 to 31' },
  { name: 'month', range: '1 to 12 or JAN to DEC' },
  { name: 'day of the week', range: '0 (Sunday) to 6 or SUN to SAT' },
] as const;

export interface CronProblem {
  readonly message: string;
  readonly expected: string;
  readonly remedy?: string;
}

/** What is wrong with a cron line; nothing where it names times that come. */
export function cronProblem(line: string): CronProblem | undefined {
  const parts = line.trim().split(/\s+/);
  if (parts.length !== fields.length) return wrongCount(line.trim(), parts.length);
  const wrong = parts.findIndex(
    (part, index) => !isCron(fields.map((_, at) => (at === index ? part : '*')).join(' ')),
  );
  if (wrong >= 0) {
    const { name, range } = fields[wrong]!;
    return {
      message: `${parts[wrong]} is no ${name} of a cron line`,
      expected: `${range}, as one of them, a list \`a,b\`, a range \`a-b\`, a step \`*/n\`, or \`*\` for all`,
    };
  }
  if (calendarOf(line).nextRun(new Date(0)) !== null) return undefined;
  return {
    message: `the cron line ${line} names a day that never comes`,
    expected: 'a day that its months have',
  };
}

function isCron(line: string): boolean {
  try {
    return Boolean(calendarOf(line));
  } catch {
    return false;
  }
}

const nicknames: ReadonlyMap<string, string> = new Map([
  ['@hourly', '0 * * * *'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@weekly', '0 0 * * 0'],
  ['@monthly', '0 0 1 * *'],
]);

function wrongCount(line: string, count: number): CronProblem {
  const meant = nicknames.get(line) ?? '0 2 * * *';
  const remedy =
    count === 6
      ? 'take the seconds away, the first of them'
      : `write for example \`cron: ${meant}\`${nicknames.has(line) ? '' : ', each day at 2 o’clock'}`;
  return {
    message: `a cron line has five fields, not ${count}`,
    expected: fields.map(({ name }) => name).join(', '),
    remedy,
  };
}

/** The wall times of a cron line from one on, the latest first, that one included if it is one of them. */
export function* wallTimesUntil(line: string, wall: WallTime): Generator<WallTime> {
  const calendar = calendarOf(line);
  // croner's times are whole seconds, and it leaves out the one that it starts from.
  for (let from = new Date(Math.floor(wall / 1000) * 1000 + 1000); ;) {
    const [before] = calendar.previousRuns(1, from);
    if (!before) return;
    yield before.getTime();
    from = before;
  }
}

/** The wall times of a cron line after one, the next first. */
export function* wallTimesAfter(line: string, wall: WallTime): Generator<WallTime> {
  const calendar = calendarOf(line);
  for (let from: Date | null = new Date(wall); ;) {
    from = calendar.nextRun(from);
    if (!from) return;
    yield from.getTime();
  }
}
