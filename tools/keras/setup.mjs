/**
 * Prints the path of a Python that has Keras, pinned by requirements.txt: the reference our numbers are held against.
 * The first call makes a virtual environment in the user's cache (about a minute); later calls only look.
 *
 *     node tools/keras/setup.mjs    →    ~/.cache/thaw/venvs/keras-0123456789ab/bin/python
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from '@thaw/locks';

const requirements = fileURLToPath(new URL('requirements.txt', import.meta.url));
const key = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
const cache = process.env.THAW_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'thaw');
const venv = join(cache, 'venvs', `keras-${key}`);
const pythonOf = (folder) =>
  process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');

if (!existsSync(venv)) {
  await withLock(`${venv}.lock`, { purpose: 'installing Keras' }, async () => existsSync(venv) || create());
}
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
