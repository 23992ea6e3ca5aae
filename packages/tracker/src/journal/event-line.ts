import type { TrackerEvent } from '@thaw/core';
import { modernised } from './older-events.js';

const nonFiniteAsText = (_key: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;

/** One line of NDJSON. JSON has no NaN and would write null for it, so non-finite numbers become their names. */
export const eventLine = (event: TrackerEvent): string => `${JSON.stringify(event, nonFiniteAsText)}\n`;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The event of a line (without its line break), or undefined if it is none. Types it does not know pass. */
export function parseEventLine(line: Uint8Array): TrackerEvent | undefined {
  try {
    const value = JSON.parse(utf8.decode(line)) as Partial<TrackerEvent> | null;
    const isEvent =
      typeof value?.type === 'string' && typeof value.timeMs === 'number' && typeof value.sweep === 'string';
    return isEvent ? modernised(value as TrackerEvent) : undefined;
  } catch {
    return undefined;
  }
}
