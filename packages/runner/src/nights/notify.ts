import { spawn, type ChildProcess } from 'node:child_process';

export interface NotifyOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Where what the command says is written. */
  readonly output: NodeJS.WritableStream;
  /** How long it may take. Default: a minute. */
  readonly timeoutMs?: number;
}

/** For what a command said before it ended; what it has left in the background may hold its output open for ever. */
const drainMs = 500;

/**
 * Gives a text to a command of the user's shell, on its standard input.
 * @returns why that has failed, for people; nothing if it has not
 */
export function notify(command: string, text: string, options: NotifyOptions): Promise<string | undefined> {
  const { cwd, env, signal, output, timeoutMs = 60_000 } = options;
  return new Promise((resolve) => {
    const child = spawn(command, {
      ...{ shell: true, cwd, env: { ...env }, detached: hasGroups },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const end = (failure: string | undefined) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
      resolve(failure);
    };
    const giveUp = (failure: string) => {
      killAll(child);
      end(failure);
    };
    const stop = () => giveUp('--notify was stopped');
    const timer = setTimeout(
      () => giveUp(`--notify did not end within ${timeoutMs / 1000} seconds`),
      timeoutMs,
    );
    signal.addEventListener('abort', stop);
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data: Buffer) => output.write(data));
    // A command that does not read all of it, or nothing, has what it wants.
    child.stdin.on('error', () => {});
    child.stdin.end(text);
    const ended = (code: number | null, killedBy: NodeJS.Signals | null) =>
      end(code === 0 ? undefined : `--notify ended with ${code ?? killedBy}`);
    child.on('error', ({ message }) => end(`--notify failed: ${message}`));
    child.on('exit', (code, killedBy) => setTimeout(ended, drainMs, code, killedBy));
    child.on('close', ended);
  });
}

const hasGroups = process.platform !== 'win32';

/** The shell, and what it has started. */
function killAll(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(hasGroups ? -child.pid : child.pid);
  } catch {
    // All of them have ended.
  }
}
