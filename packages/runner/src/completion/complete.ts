import { nothing, type Candidate, type Completion } from './candidate.js';
import { Line } from './line.js';
import type { CompletionTable } from './table.js';
import { valuesOf, type Place } from './values.js';

const help: Candidate = { value: '--help', description: 'Print this help' };
const global: readonly Candidate[] = [help, { value: '--version', description: 'Print the version' }];

/**
 * What may stand for the last of these words of a command line, which may be empty or half written. Words are as the
 * shell has them, without quotes, from the one after `thaw` on.
 */
export async function complete(
  words: readonly string[],
  table: CompletionTable,
  place: Place,
): Promise<Completion> {
  const [name = '', ...rest] = words;
  const commands = Object.entries(table).map(([value, { summary }]) => ({ value, description: summary }));
  if (rest.length === 0) return fitting(name, { candidates: name.startsWith('-') ? global : commands });
  const [current, before] = [rest.at(-1)!, rest.slice(0, -1)];
  if (name === 'help') return before.length > 0 ? nothing : fitting(current, { candidates: commands });
  const command = new Map(Object.entries(table)).get(name);
  if (!command) return nothing;
  const line = new Line(command.options, before);
  const attached = /^(--[^=]+)=(.*)$/s.exec(current);
  if (attached) {
    const [, flag = '', value = ''] = attached;
    const option = line.optionOf(flag);
    return option
      ? withPrefix(`${flag}=`, fitting(value, await valuesOf(option, value, line, place)))
      : nothing;
  }
  if (line.awaited) return fitting(current, await valuesOf(line.awaited, current, line, place));
  if (current.startsWith('-')) return fitting(current, { candidates: [...line.flags(), help] });
  const alone = line.alone();
  return alone ? fitting(current, await valuesOf(alone, current, line, place)) : nothing;
}

const fitting = (current: string, { candidates, ...rest }: Completion): Completion => ({
  candidates: candidates.filter(({ value }) => value.startsWith(current)),
  ...rest,
});

const withPrefix = (prefix: string, { candidates, ...rest }: Completion): Completion => ({
  candidates: candidates.map((each) => ({ ...each, value: prefix + each.value })),
  ...rest,
});
