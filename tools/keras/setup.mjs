/**
 * Prints the path of a Python that has Keras, pinned by requirements.txt: the reference our numbers are held against.
 * The first call makes a virtual environment in the user's cache (about a minute); later calls only look.
 *
 *     node tools/keras/setup.mjs    →    ~/.cache/thaw/venvs/keras-0123456789ab/bin/python
 */
import { fileURLToPath } from 'node:url';
import { pinnedPython } from '../pinned-python.mjs';

const python = await pinnedPython('keras', {
  title: 'Keras and TensorFlow',
  requirements: fileURLToPath(new URL('requirements.txt', import.meta.url)),
});
process.stdout.write(`${python}\n`);
