export interface Outage {
  readonly place: string;
  readonly sinceMs: number;
  readonly untilMs: number;
  /** Without it nobody knows what to look at. */
  readonly found: string | undefined;
}

export const awayNotice = ({ place, sinceMs, untilMs, found }: Outage): string =>
  `${place} has not answered since ${clockTime(sinceMs)}${found === undefined ? '' : ` (${found})`}; waiting until ${clockTime(untilMs)}`;

export const backNotice = (place: string): string => `${place} answers again`;

const noticePattern = /^(?<place>.+?) (?<change>has not answered since|answers again)/;

/** Of what several processes tell of one server, each for itself: people are told once that it is away, and once that it is back. */
export class OutageNotices {
  readonly #away = new Set<string>();

  /** Whether a line says something that was not said; of lines about anything else, always. */
  isNew(line: string): boolean {
    const { place, change } = noticePattern.exec(line)?.groups ?? {};
    if (place === undefined) return true;
    if (change === 'answers again') return this.#away.delete(place);
    if (this.#away.has(place)) return false;
    this.#away.add(place);
    return true;
  }
}

/** `14:03:05`, by the clock of whoever reads it. */
export const clockTime = (ms: number): string => new Date(ms).toTimeString().slice(0, 8);
