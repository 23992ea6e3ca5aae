import { spawn } from 'node:child_process';

export interface NotifyOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Where what the command says is written. */
  readonly output: NodeJS.WritableStream;
}

const timeoutMs = 60_000;

/**
 * Gives a text to a command of the user's shell, on its standard input.
 * @returns why that has failed, for people; nothing if it has not
 */
export function notify(command: string, text: string, options: NotifyOptions): Promise<string | undefined> {
  const { cwd, env, signal, output } = options;
  return new Promise((resolve) => {
    const child = spawn(command, {
      ...{ shell: true, cwd, env: { ...env } },
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data: Buffer) => output.write(data));
    // A command that does not read all of it, or nothing, has what it wants.
    child.stdin.on('error', () => {});
    child.stdin.end(text);
    child.on('error', ({ name, message }) =>
      resolve(
        name === 'AbortError'
          ? `--notify did not end within ${timeoutMs / 1000} seconds`
          : `--notify failed: ${message}`,
      ),
    );
    child.on('close', (code, killedBy) =>
      resolve(code === 0 ? undefined : `--notify ended with ${code ?? killedBy}`),
    );
  });
}
