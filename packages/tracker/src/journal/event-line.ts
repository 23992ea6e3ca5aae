import { isTooDeep, own, shapeFault, type JsonShape, type TrackerEvent } from '@thaw/core';
import { anyEvent, eventShapes } from './event-shapes.js';
import { modernised } from './older-events.js';

const nonFiniteAsText = (_key: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;

/** One line of NDJSON. JSON has no NaN and would write null for it, so non-finite numbers become their names. */
export const eventLine = (event: TrackerEvent): string => `${JSON.stringify(event, nonFiniteAsText)}\n`;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What every event has, and who wrote it where it says so. */
export type AnyEvent = Pick<TrackerEvent, 'type' | 'sweep' | 'timeMs'> & {
  readonly origin?: { readonly thaw?: unknown } | null;
};

/** The event of a line (without its line break), whatever else it says; undefined if it is none. */
export const parseAnyEvent = (line: Uint8Array): AnyEvent | undefined => parse(line, () => anyEvent);

/** The same, or undefined if it is not of the shape that events of its type have. Types that this Thaw does not know pass. */
export function parseEventLine(line: Uint8Array): TrackerEvent | undefined {
  const event = parse<TrackerEvent>(line, shapeOfType);
  return event && modernised(event);
}

const shapeOfType = ({ type }: { readonly type?: unknown }): JsonShape =>
  (typeof type === 'string' && own(eventShapes, type)) || anyEvent;

function parse<Event extends AnyEvent>(
  line: Uint8Array,
  shapeOf: (value: { readonly type?: unknown }) => JsonShape,
): Event | undefined {
  try {
    const value = JSON.parse(utf8.decode(line)) as Event;
    return shapeFault(value, shapeOf(value)) === undefined && !isTooDeep(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const artifactHead =
  /^\{"type":"artifact","sweep":"([^"\\]+)"(?:,"run":"([^"\\]+)")?,"path":"([^"\\]+)"(?:,"picture":"([^"\\]+)")?,"timeMs":(\d+),"content":"/;
const artifactEnd = Buffer.from('","encoding":"utf8"}');

/**
 * As `parseEventLine`, but that the texts of artifacts are left out: they are more than half of a journal, and whoever
 * folds it into runs looks at none of them.
 */
export function parseOutline(line: Buffer): TrackerEvent | undefined {
  const isText = line.subarray(-artifactEnd.length).equals(artifactEnd);
  const [, sweep, run, path, picture, timeMs] =
    (isText && artifactHead.exec(line.toString('utf8', 0, 512))) || [];
  if (sweep === undefined) return parseEventLine(line);
  const about = { sweep, ...(run !== undefined && { run }), path: path!, timeMs: Number(timeMs) };
  const kind = picture !== undefined && { picture };
  return { type: 'artifact', ...about, ...kind, content: '', encoding: 'utf8' };
}
