/**
 * Prints the path of a Python that has Keras, pinned by requirements.txt: the reference our numbers are held against.
 * The first call makes a virtual environment in the user's cache (about a minute); later calls only look.
 *
 *     node tools/keras/setup.mjs    →    ~/.cache/thaw/venvs/keras-0123456789ab/bin/python
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const requirements = fileURLToPath(new URL('requirements.txt', import.meta.url));
const key = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
const cache = process.env.THAW_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'thaw');
const venv = join(cache, 'venvs', `keras-${key}`);
const pythonOf = (folder) =>
  process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');

if (!existsSync(venv)) await withLock(`${venv}.lock`, () => existsSync(venv) || create());
process.stdout.write(`${pythonOf(venv)}\n`);

/** Scripts such as bin/pip name the folder they were made in, so the renamed environment is used by its python alone. */
function create() {
  const python = process.platform === 'win32' ? 'python' : 'python3';
  const draft = `${venv}.${process.pid}`;
  const run = (...args) => execFileSync(python, args, { stdio: ['ignore', 2, 2] });
  process.stderr.write(`Installing Keras and TensorFlow into ${venv}\n`);
  try {
    // Without its own pip a venv needs no ensurepip, which Debian leaves out of python3.
    run('-m', 'venv', '--without-pip', draft);
    const options = ['--require-hashes', '--only-binary', ':all:', '--quiet', '-r', requirements];
    run('-m', 'pip', '--python', pythonOf(draft), 'install', ...options);
    renameSync(draft, venv);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** Lets one process at a time work; the lock of one that died is broken. The final rename, not this, keeps it safe. */
async function withLock(lock, work) {
  mkdirSync(dirname(lock), { recursive: true });
  const mine = `${lock}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  try {
    while (!acquire()) await sleep(500);
    try {
      work();
    } finally {
      rmSync(lock, { force: true });
    }
  } finally {
    rmSync(mine, { force: true });
  }

  function acquire() {
    try {
      linkSync(mine, lock);
      return true;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (!holderLives()) rmSync(lock, { force: true });
      return false;
    }
  }

  function holderLives() {
    try {
      process.kill(Number(readFileSync(lock, 'utf8')), 0);
      return true;
    } catch (error) {
      return error.code !== 'ESRCH';
    }
  }
}
