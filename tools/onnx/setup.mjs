/**
 * Prints the path of a Python that has ONNX's own checker and onnxruntime, as `thaw export` rounds models by: what exports are held against.
 * The first call makes a virtual environment in the user's cache (some seconds); later calls only look.
 *
 *     node tools/onnx/setup.mjs    →    ~/.cache/thaw/venvs/onnx-0123456789ab/bin/python
 */
import { join } from 'node:path';
import { pinnedPython } from '../pinned-python.mjs';

const python = await pinnedPython('onnx', {
  title: 'ONNX and onnxruntime',
  requirements: join(import.meta.dirname, '../../packages/runner/python/onnx-requirements.txt'),
});
process.stdout.write(`${python}\n`);
