import { visible } from '@thaw/core';
import { hearDamage } from '@thaw/locks';
import { workspaceFolder } from '../api/workspace-folder.js';
import type { CommandContext, ExitCode } from './command.js';
import { userFolder } from './user-folder.js';

/** Runs `work` in the context of this process: its streams, environment and signals. Used once in a process. */
export async function inShell(work: (context: CommandContext) => Promise<ExitCode>): Promise<ExitCode> {
  const { env, stdout, stderr } = process;
  const cwd = userFolder(process.cwd(), env);
  // A full disk under a log, a reader that has gone or a closed terminal is no reason to lose a sweep.
  let lost: NodeJS.ErrnoException | undefined;
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (!isClosedReader(error)) lost ??= error;
    });
  }
  hearDamage((line) => stderr.write(`${visible(line)}\n`));
  const exitCode = await work({
    cwd,
    workspace: workspaceFolder(cwd),
    env,
    stdout,
    stderr,
    isTerminal: Boolean(stderr.isTTY) && env.TERM !== 'dumb' && !env.CI,
    colour: wantsColour(),
    ...(canAsk() && { dialogue: { input: process.stdin, output: stdout } }),
    signal: interruption(),
  });
  await Promise.all([stdout, stderr].map((stream) => new Promise((resolve) => stream.write('', resolve))));
  if (!lost) return exitCode;
  stderr.write(`Output was lost: ${lost.message}\n`);
  return exitCode === 0 ? 1 : exitCode;
}

/** For who cannot return an exit code from its process. */
export const exitInterrupted = (): never => process.exit(130);

/** `thaw runs | head` has what it wanted. Writing to a stream that an error has closed says nothing new. */
const isClosedReader = ({ code }: NodeJS.ErrnoException): boolean =>
  code === 'EPIPE' || code === 'EIO' || code === 'ERR_STREAM_DESTROYED';

const canAsk = (): boolean =>
  Boolean(process.stdin.isTTY && process.stdout.isTTY) && process.env.TERM !== 'dumb' && !process.env.CI;

/** See no-color.org and force-color.org. */
function wantsColour(): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR) return false;
  if (FORCE_COLOR) return FORCE_COLOR !== '0';
  return Boolean(process.stdout.isTTY && process.stderr.isTTY) && TERM !== 'dumb';
}

/**
 * Aborted by the first signal. A second Ctrl-C ends the process at once; a SIGTERM or SIGHUP before or after a Ctrl-C does
 * not, because Nx sends one along.
 */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => controller.abort());
  process.once('SIGINT', () => {
    process.on('SIGINT', exitInterrupted);
    controller.abort();
  });
  return controller.signal;
}
