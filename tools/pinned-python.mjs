import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { withLock } from '@thaw/locks';

const isWindows = process.platform === 'win32';
const pythonOf = (folder) =>
  isWindows ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');

/**
 * The path of a Python that has what a file of requirements pins by hashes, `title` for people: a virtual environment in the
 * user's cache, which the first call makes; later calls only look. Another file of requirements is another environment.
 */
export async function pinnedPython(name, { title, requirements, pipOptions = [] }) {
  const key = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const cache =
    process.env.THAW_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'thaw');
  const venv = join(cache, 'venvs', `${name}-${key}`);
  const create = () => makeVenv(venv, { title, pipOptions: [...pipOptions, '-r', requirements] });
  if (!existsSync(venv))
    await withLock(
      `${venv}.lock`,
      { purpose: `installing ${title}` },
      async () => existsSync(venv) || create(),
    );
  return pythonOf(venv);
}

/** Scripts such as bin/pip name the folder they were made in, so the renamed environment is used by its python alone. */
function makeVenv(venv, { title, pipOptions }) {
  const draft = `${venv}.${process.pid}`;
  const run = (...args) => execFileSync(isWindows ? 'python' : 'python3', args, { stdio: ['ignore', 2, 2] });
  process.stderr.write(`Installing ${title} into ${venv}\n`);
  try {
    // Without its own pip a venv needs no ensurepip, which Debian leaves out of python3.
    run('-m', 'venv', '--without-pip', draft);
    const options = ['--require-hashes', '--only-binary', ':all:', '--quiet', ...pipOptions];
    run('-m', 'pip', '--python', pythonOf(draft), 'install', ...options);
    renameSync(draft, venv);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}
