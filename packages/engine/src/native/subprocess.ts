import { spawn } from 'node:child_process';
import { parse } from 'node:path';

export interface SubprocessOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Called with each line of standard output as it comes. */
  readonly onLine?: (line: string) => void;
}

export interface SubprocessResult {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program to its end and keeps what it prints. It runs in the root folder, so that nothing that lies in the
 * user's, such as a `pip.py`, gets in its way: paths are given absolute. Rejects with the system's error if it cannot be started
 * (`ENOENT`: not in PATH) and with the signal's reason once an aborted program has really ended.
 */
export function runSubprocess(
  command: string,
  args: readonly string[],
  { env, signal, onLine }: SubprocessOptions = {},
): Promise<SubprocessResult> {
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: parse(process.execPath).root,
      env: { ...process.env, ...env },
      signal,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    let pending = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      const lines = (pending + text).split('\n');
      pending = lines.pop() ?? '';
      if (onLine) lines.forEach(onLine);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', (error) => {
      if (!signal?.aborted) reject(error);
    });
    // Only after `close` may a caller delete what an aborted program was writing to.
    child.on('close', (code) => {
      if (signal?.aborted) reject(signal.reason);
      else resolve({ ok: code === 0, stdout, stderr });
    });
  });
}

/** The last lines that say something: where compilers and pip put the reason. */
export const lastLines = (text: string, count: number): string =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-count)
    .join('\n');
