import { own } from '@thaw/core';
import { flagOf } from './flag.js';
import type { OptionTable } from './option.js';

/** The words of a command line that say what was read of one: `readOptions` backwards. */
export const wordsOf = (table: OptionTable, values: Readonly<Record<string, unknown>>): readonly string[] =>
  Object.entries(table).flatMap(([name, option]) => {
    const flag = flagOf(name);
    const given = [own(values, name)].flat().filter((value) => value !== undefined && value !== false);
    if (option.kind === 'flag') return given.length > 0 ? [flag] : [];
    return given.flatMap((value) => [flag, wordOf(value, option.kind)]);
  });

function wordOf(value: unknown, kind: OptionTable[string]['kind']): string {
  if (value instanceof Date) return value.toISOString();
  return kind === 'duration' ? `${String(value)}s` : String(value);
}
