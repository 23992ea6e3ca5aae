/**
 * Prints the path of a Python that has Ray, pinned by requirements.txt: what `--launcher ray` is tested against. The first call makes a virtual
 * environment in the user's cache (half a minute); later calls only look.
 *
 *     node tools/ray/setup.mjs    →    ~/.cache/thaw/venvs/ray-0123456789ab/bin/python
 */
import { join } from 'node:path';
import { pinnedPython } from '../pinned-python.mjs';

const python = await pinnedPython('ray', {
  title: 'Ray',
  requirements: join(import.meta.dirname, 'requirements.txt'),
});
process.stdout.write(`${python}\n`);
