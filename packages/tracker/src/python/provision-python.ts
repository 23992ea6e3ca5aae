import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ThawError, type OnProgress } from '@thaw/core';
import { withLock, makeFolder } from '@thaw/locks';
import { findPython, type PythonDemand } from './find-python.js';

export interface ProvisionOptions {
  readonly cacheFolder: string;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

export interface PythonPackages extends PythonDemand {
  /** What its folder is called. */
  readonly name: string;
  /** A file for pip, every package pinned by hash. */
  readonly requirements: string;
}

/**
 * A Python environment with pinned packages, in `<cacheFolder>/venvs/<name>-<hash of the requirements>`. It is built beside and
 * renamed, once for all workspaces; afterwards this only looks whether it is there.
 * @returns the path of its Python.
 * @throws ThawError those of `codes`; the signal's reason if it fires.
 */
export async function provisionPython(
  { name, requirements: file, ...demand }: PythonPackages,
  { cacheFolder, onProgress, signal }: ProvisionOptions,
): Promise<string> {
  const requirements = await readFile(file, 'utf8');
  const hash = createHash('sha256').update(requirements).digest('hex').slice(0, 12);
  const venvs = join(cacheFolder, 'venvs');
  const venv = join(venvs, `${name}-${hash}`);
  const python = join(venv, 'bin', 'python');
  if (await exists(python)) return python;

  await makeFolder(venvs);
  await withLock(`${venv}.lock`, { purpose: `installing ${demand.title}` }, async () => {
    if (await exists(python)) return;
    const beside = `${venv}.${process.pid}.tmp`;
    try {
      await build(beside, { file, count: requirements.match(/^[\w-]+==/gm)?.length ?? 0 }, demand, {
        onProgress,
        signal,
      });
      await rename(beside, venv);
    } finally {
      await rm(beside, { recursive: true, force: true });
    }
  });
  return python;
}

/** `--without-pip` and `pip --python`: Debian's Python has the venv module, but not the pip that goes into one. */
async function build(
  venv: string,
  requirements: { readonly file: string; readonly count: number },
  demand: PythonDemand,
  { onProgress, signal }: Omit<ProvisionOptions, 'cacheFolder'>,
): Promise<void> {
  const { title } = demand;
  const host = await findPython(demand);
  const execute = executor(host, demand, signal);
  await execute(['-m', 'venv', '--without-pip', venv]);
  let done = 0;
  const install = [
    'install',
    '--require-hashes',
    '--no-deps',
    '--only-binary',
    ':all:',
    '-r',
    requirements.file,
  ];
  await execute(['-m', 'pip', '--python', join(venv, 'bin', 'python'), ...install], (line) => {
    if (/^(Collecting|Ignoring) /.test(line))
      onProgress?.({ label: `downloading ${title}`, done: ++done, total: requirements.count });
    if (line.startsWith('Installing collected')) onProgress?.({ label: `installing ${title}` });
  });
}

const executor =
  (command: string, demand: PythonDemand, signal: AbortSignal | undefined) =>
  (args: readonly string[], onLine?: (line: string) => void): Promise<void> =>
    new Promise((resolve, reject) => {
      // Nx asks for colour; pip's words go into messages, which are coloured as a whole or not at all.
      const env = { ...process.env, PIP_NO_COLOR: '1', FORCE_COLOR: '' };
      signal?.throwIfAborted();
      const child = spawn(command, args, {
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: Boolean(signal),
      });
      const end = () => endGroup(child.pid!);
      signal?.addEventListener('abort', end);
      const errors: string[] = [];
      createInterface({ input: child.stdout }).on('line', (line) => onLine?.(line));
      createInterface({ input: child.stderr }).on('line', (line) => errors.push(line));
      child.on('error', reject);
      child.on('close', (status) => {
        signal?.removeEventListener('abort', end);
        if (status === 0) resolve();
        else reject(signal?.aborted ? (signal.reason as Error) : pipFailed(demand, args, errors));
      });
    });

/** pip installs for another Python in a process of its own, which ends with it only so. */
function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGTERM');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

const pipFailed = (
  { title, codes }: PythonDemand,
  args: readonly string[],
  errors: readonly string[],
): ThawError =>
  new ThawError({
    code: codes.pip,
    message: `${title} could not be installed: \`python3 ${args.slice(0, 2).join(' ')}\` failed`,
    found: errors.slice(-3).join('\n') || 'no message',
    remedy:
      'Check that pip reaches its package index and is 22.3 or later (python3 -m pip install --upgrade pip).',
  });

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
