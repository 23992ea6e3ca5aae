import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';

/** The built command line; Nx builds it before the tests. */
const cli = createRequire(import.meta.url)
  .resolve('@thaw/runner/package.json')
  .replace('package.json', 'dist/cli/main.js');

export interface ThawProcess {
  readonly child: ChildProcess;
  /** Settles with the exit code, null after a signal. */
  readonly exit: Promise<number | null>;
  /** All it has written so far, to both streams. */
  output(): string;
}

/** Starts the command in a process of its own, for tests that kill it or run several at once. */
export function startThaw(
  args: readonly string[],
  cwd?: string,
  env: Readonly<Record<string, string>> = {},
): ThawProcess {
  const child = spawn(process.execPath, [cli, ...args], {
    ...{ cwd, env: { ...process.env, ...env } },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  return { child, exit: once(child, 'close').then(([code]) => code as number | null), output: () => output };
}
