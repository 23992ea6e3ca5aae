import { existsSync } from 'node:fs';
import path from 'node:path';
import { commandNames } from './commands.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** A command of Thaw as messages name it, whichever package they are of: `thaw sync`. */
const named = new RegExp(String.raw`(?<!npx |[-\w/@.])thaw (?=(?:${commandNames.join('|')})\b)`, 'g');

/**
 * A text for people in which the commands are such as work where they stand. Messages say `thaw …`; whoever has it
 * from npx, from Nx or from a script of npm has no `thaw` in their shell, but `npx thaw …`.
 */
export const inCallersWords = (text: string, env: Environment): string =>
  hasCommand(env) ? text : text.replaceAll(named, 'npx thaw ');

/** npm and npx put the project's own programs on the path of what they start; the user's shell does not have them. */
function hasCommand(env: Environment): boolean {
  if (env['npm_command'] !== undefined || env['NX_TASK_TARGET_PROJECT'] !== undefined) return false;
  const folders = (env['PATH'] ?? '').split(path.delimiter).filter(Boolean);
  return folders.some((folder) => ['thaw', 'thaw.cmd'].some((name) => existsSync(path.join(folder, name))));
}
