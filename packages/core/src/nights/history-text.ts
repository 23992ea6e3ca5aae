import { shortHash } from '../hash/content-hash.js';
import { own } from '../records/own.js';
import { shapeFault } from '../records/shape.js';
import type { HistoryEntry } from './history.js';
import { historyShapes } from './history-shapes.js';

/** An entry as a line of its own, line break included, with a checksum of what it says. */
export const historyLine = (entry: HistoryEntry): string =>
  `${JSON.stringify({ ...entry, sum: shortHash(entry) })}\n`;

export interface ReadHistory {
  readonly entries: readonly HistoryEntry[];
  /** Numbers, from 1, of lines that are not what was written: torn by a crash, or damaged since. */
  readonly damaged: readonly number[];
  /** Numbers of lines of a kind that only a later version of Thaw knows. */
  readonly unknown: readonly number[];
}

/**
 * A history from its text. A line that is damaged costs what it said and nothing else: to have lost a night is no reason
 * to hold no more nights.
 */
export function readHistory(text: string): ReadHistory {
  const entries: HistoryEntry[] = [];
  const damaged: number[] = [];
  const unknown: number[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue;
    const entry = entryOf(line);
    if (!entry) damaged.push(index + 1);
    else if (isKnown(entry)) entries.push(entry);
    else unknown.push(index + 1);
  }
  return { entries, damaged, unknown };
}

const isKnown = ({ type }: HistoryEntry): boolean => own(historyShapes, type) !== undefined;

function entryOf(line: string): HistoryEntry | undefined {
  try {
    const { sum, ...entry } = JSON.parse(line) as HistoryEntry & { readonly sum: unknown };
    if (sum !== shortHash(entry) || typeof entry.type !== 'string') return undefined;
    // A checksum needs no secret.
    const shape = own(historyShapes, entry.type);
    return shape && shapeFault(entry, shape) !== undefined ? undefined : (entry as HistoryEntry);
  } catch {
    return undefined;
  }
}
