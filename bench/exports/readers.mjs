// What reads an export, as whoever gets it would: each takes jobs `{ kind, model, images, shape }` and answers with probabilities, an
// array of rows, and the seconds that an image took.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';

const root = join(import.meta.dirname, '../..');
const repeats = 2;
const most = { maxBuffer: 2 ** 28, stdio: ['pipe', 'pipe', 'ignore'] };

const pythonOf = (name) =>
  execFileSync(process.execPath, [join(root, 'tools', name, 'setup.mjs')], { encoding: 'utf8' }).trim();

function inPython(tool, script, jobs) {
  const answers = execFileSync(pythonOf(tool), [join(root, script)], {
    ...most,
    input: JSON.stringify(jobs),
  });
  return JSON.parse(answers);
}

export const byKeras = (jobs) =>
  inPython(
    'keras',
    'bench/keras/exports.py',
    jobs.map((job) => ({ ...job, repeats })),
  );

/** The first call only warms up. */
export const byOnnxruntime = (jobs) =>
  inPython(
    'onnx',
    'tools/onnx/run.py',
    jobs.map(({ model, images, shape }) => ({ model, images, shape, batches: [1, shape[0]], repeats })),
  ).map(({ probabilities, seconds }) => ({ probabilities: probabilities.at(-1), seconds }));

export async function byTfjs(jobs) {
  const tf = await import('@tensorflow/tfjs');
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(`${join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/wasm-out')}/`);
  await tf.setBackend('wasm');
  const answers = [];
  for (const { model: file, images, shape } of jobs) {
    const model = await tf.loadGraphModel({ load: async () => artifactsIn(file) });
    const pixels = tf.tensor4d(readFileSync(images), shape, 'int32');
    const predict = async () => {
      const probabilities = model.predict({ images: pixels });
      const rows = await probabilities.array();
      probabilities.dispose();
      return rows;
    };
    const probabilities = await predict();
    const started = performance.now();
    await predict();
    answers.push({ probabilities, seconds: (performance.now() - started) / 1e3 / shape[0] });
    pixels.dispose();
    model.dispose();
  }
  return answers;
}

/** As TensorFlow.js takes what it fetches. */
function artifactsIn(file) {
  const { weightsManifest, ...model } = JSON.parse(readFileSync(file, 'utf8'));
  const [{ paths, weights }] = weightsManifest;
  const data = Buffer.concat(paths.map((path) => readFileSync(join(dirname(file), path))));
  return { ...model, weightSpecs: weights, weightData: Uint8Array.from(data).buffer };
}

/** Rounds a float32 file to int8, by images that its ranges are found with. */
export function roundToInt8(job) {
  const script = join(root, 'packages/runner/python/round_onnx.py');
  execFileSync(pythonOf('onnx'), [script], { ...most, input: JSON.stringify(job) });
}
