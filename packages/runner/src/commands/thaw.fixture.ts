import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { CommandContext } from '../cli/command.js';
import { loadCommandsFor } from '../cli/commands.js';
import { runCommandLine } from '../cli/program.js';

/** The emoji images of npm, and a manifest of 240 of them in 6 classes. */
export const emoji = {
  root: fileURLToPath(
    new URL('../../../../node_modules/emoji-datasource-google/img/google/64', import.meta.url),
  ),
  manifest: fileURLToPath(new URL('../../../../experiments/emoji-240.csv', import.meta.url)),
};

export interface ThawResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ThawOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Sees standard error and output as they come, and may press Ctrl-C. */
  readonly onOutput?: (text: string, interrupt: () => void) => void;
}

/** Runs a whole command line, as the door does but in this process: a test does not pay for a start of Node. */
export async function thaw(args: readonly string[], options: ThawOptions = {}): Promise<ThawResult> {
  const { cwd = process.cwd(), env, onOutput } = options;
  const interruption = new AbortController();
  const output = { stdout: '', stderr: '' };
  const collect = (name: keyof typeof output) =>
    new Writable({
      decodeStrings: false,
      write(text: string, _encoding, done) {
        output[name] += text;
        onOutput?.(text, () => interruption.abort());
        done();
      },
    });
  const { MLFLOW_TRACKING_URI: _, ...inherited } = process.env;
  const context: CommandContext = {
    cwd,
    workspace: cwd,
    // As whoever writes `npx thaw …`, however the tests were started.
    env: { ...inherited, npm_command: 'exec', ...env },
    stdout: collect('stdout'),
    stderr: collect('stderr'),
    isTerminal: false,
    colour: false,
    signal: interruption.signal,
  };
  const code = await runCommandLine(args, await loadCommandsFor(args), '0.0.0', context);
  return { code, ...output };
}
