import { readFileSync } from 'node:fs';
import type { Option } from '../cli/option.js';

/** What a command line is completed from: the tables of all commands, without the commands. */
export type CompletionTable = Readonly<
  Record<string, { readonly summary: string; readonly options: Readonly<Record<string, Option>> }>
>;

/** Written from the commands (`npx nx run runner:emit`): to load them would take longer than people wait for a word. */
export const readTable = (): CompletionTable =>
  JSON.parse(readFileSync(new URL('../../completion.json', import.meta.url), 'utf8')) as CompletionTable;
