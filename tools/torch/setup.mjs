/**
 * Prints the path of a Python that has PyTorch and timm, pinned by requirements.txt, for `npm run bench -- --torch` and for
 * write-references.py. The first call makes a virtual environment in the user's cache: 1.9 GB to fetch, 4.2 GB on disk. Linux x86_64, Python 3.11.
 *
 *     node tools/torch/setup.mjs    →    ~/.cache/thaw/venvs/torch-0123456789ab/bin/python
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

const requirements = join(import.meta.dirname, 'requirements.txt');
const key = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
const cache = process.env.THAW_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'thaw');
const venv = join(cache, 'venvs', `torch-${key}`);
const pythonOf = (folder) => join(folder, 'bin', 'python');

if (!existsSync(venv)) create();
process.stdout.write(`${pythonOf(venv)}\n`);

/** Of two that do this at once, the later rename fails, and nothing is half made. */
function create() {
  const draft = `${venv}.${process.pid}`;
  const run = (...args) => execFileSync('python3', args, { stdio: ['ignore', 2, 2] });
  process.stderr.write(`Installing PyTorch and timm into ${venv}\n`);
  mkdirSync(dirname(venv), { recursive: true });
  try {
    // Without its own pip a venv needs no ensurepip, which Debian leaves out of python3.
    run('-m', 'venv', '--without-pip', draft);
    const options = [
      '--require-hashes',
      '--no-deps',
      '--only-binary',
      ':all:',
      '--quiet',
      '-r',
      requirements,
    ];
    run('-m', 'pip', '--python', pythonOf(draft), 'install', ...options);
    renameSync(draft, venv);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}
