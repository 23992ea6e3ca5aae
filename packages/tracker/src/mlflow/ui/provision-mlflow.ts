import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ThawError, type OnProgress } from '@thaw/core';
import { withLock, makeFolder } from '@thaw/locks';
import { findPython } from './python.js';

/** Every package of the server, pinned by hash; shipped with this package. */
const requirementsFile = fileURLToPath(new URL('../../../python/mlflow-requirements.txt', import.meta.url));

export interface ProvisionOptions {
  readonly cacheFolder: string;
  readonly onProgress?: OnProgress;
}

/**
 * A Python environment with the pinned MLflow, in `<cacheFolder>/venvs/mlflow-<hash of the requirements>`. It is built
 * beside and renamed, once for all workspaces (some 825 MB, a minute); afterwards this only looks whether it is there.
 * @returns the path of its Python.
 * @throws ThawError `THAW-TRACKING-NO-PYTHON`, `THAW-TRACKING-PIP`.
 */
export async function provisionMlflow({ cacheFolder, onProgress }: ProvisionOptions): Promise<string> {
  const requirements = await readFile(requirementsFile, 'utf8');
  const hash = createHash('sha256').update(requirements).digest('hex').slice(0, 12);
  const venvs = join(cacheFolder, 'venvs');
  const venv = join(venvs, `mlflow-${hash}`);
  const python = join(venv, 'bin', 'python');
  if (await exists(python)) return python;

  await makeFolder(venvs);
  await withLock(`${venv}.lock`, { purpose: 'installing MLflow' }, async () => {
    if (await exists(python)) return;
    const beside = `${venv}.${process.pid}.tmp`;
    try {
      await build(beside, requirements, onProgress);
      await rename(beside, venv);
    } finally {
      await rm(beside, { recursive: true, force: true });
    }
  });
  return python;
}

/** `--without-pip` and `pip --python`: Debian's Python has the venv module, but not the pip that goes into one. */
async function build(venv: string, requirements: string, onProgress: OnProgress | undefined): Promise<void> {
  const host = await findPython();
  await execute(host, ['-m', 'venv', '--without-pip', venv]);
  const total = requirements.match(/^[\w-]+==/gm)?.length ?? 0;
  let done = 0;
  const install = [
    'install',
    '--require-hashes',
    '--no-deps',
    '--only-binary',
    ':all:',
    '-r',
    requirementsFile,
  ];
  await execute(host, ['-m', 'pip', '--python', join(venv, 'bin', 'python'), ...install], (line) => {
    if (/^(Collecting|Ignoring) /.test(line))
      onProgress?.({ label: 'downloading MLflow', done: ++done, total });
    if (line.startsWith('Installing collected')) onProgress?.({ label: 'installing MLflow' });
  });
}

function execute(command: string, args: readonly string[], onLine?: (line: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    // Nx asks for colour; pip's words go into messages, which are coloured as a whole or not at all.
    const env = { ...process.env, PIP_NO_COLOR: '1', FORCE_COLOR: '' };
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const errors: string[] = [];
    createInterface({ input: child.stdout }).on('line', (line) => onLine?.(line));
    createInterface({ input: child.stderr }).on('line', (line) => errors.push(line));
    child.on('error', reject);
    child.on('close', (status) => (status === 0 ? resolve() : reject(pipFailed(args, errors))));
  });
}

const pipFailed = (args: readonly string[], errors: readonly string[]): ThawError =>
  new ThawError({
    code: 'THAW-TRACKING-PIP',
    message: `MLflow could not be installed: \`python3 ${args.slice(0, 2).join(' ')}\` failed`,
    found: errors.slice(-3).join('\n') || 'no message',
    remedy:
      'Check that pip reaches its package index and is 22.3 or later (python3 -m pip install --upgrade pip).',
  });

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
