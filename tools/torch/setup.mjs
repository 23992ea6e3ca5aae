/**
 * Prints the path of a Python that has PyTorch and timm, pinned by requirements.txt, for `npm run bench -- --torch` and for
 * write-references.py and write-timm-references.py. The first call makes a virtual environment in the user's cache: 1.9 GB to fetch, 4.2 GB on disk. Linux x86_64, Python 3.11.
 *
 *     node tools/torch/setup.mjs    →    ~/.cache/thaw/venvs/torch-0123456789ab/bin/python
 */
import { join } from 'node:path';
import { pinnedPython } from '../pinned-python.mjs';

const python = await pinnedPython('torch', {
  title: 'PyTorch and timm',
  requirements: join(import.meta.dirname, 'requirements.txt'),
  // What the wheels ask for beside that is needed on a GPU only.
  pipOptions: ['--no-deps'],
});
process.stdout.write(`${python}\n`);
