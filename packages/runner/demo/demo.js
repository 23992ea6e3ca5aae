/* global window, document, createImageBitmap, ImageData, tf */
import { intoSquare } from './thaw/resize/into-square.js';

const mostShown = 5;
/** More than any camera takes, and less than browsers give up on. */
const mostPixels = 1e8;

const at = (id) => document.getElementById(id);
const inPercent = new Intl.NumberFormat('en', {
  style: 'percent',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
/** Nothing is impossible to a softmax. */
const percent = (probability) => (probability < 0.0005 ? '< 0.1%' : inPercent.format(probability));
const say = (text) => (at('status').textContent = text);

// Until there is a model, whatever goes wrong is the end of the page.
const sayWhy = ({ error }) => say(`The model cannot be run here. ${error.message}`);
window.addEventListener('error', sayWhy);

// WebAssembly rather than WebGL, which computes in half precision on many phones: it is the same everywhere.
tf.wasm.setWasmPaths(new URL('.', import.meta.url).href);
await tf.setBackend('wasm');
const model = await tf.loadGraphModel('tfjs/model.json');
const { classes, resize, metrics, provenance, licence } = model.metadata;
const side = model.inputs[0].shape[1];

/** RGB of the whole picture, turned upright by its EXIF, what is transparent on white. */
async function pixelsOf(blob) {
  const bitmap = await createImageBitmap(blob);
  const { width, height } = bitmap;
  if (width * height > mostPixels)
    throw new RangeError(`${width} × ${height} pixels are more than this page takes`);
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const rgba = context.getImageData(0, 0, width, height).data;
  const data = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++)
    for (let channel = 0; channel < 3; channel++) data[pixel * 3 + channel] = rgba[pixel * 4 + channel];
  return { data, width, height };
}

async function probabilitiesOf(square) {
  const images = tf.tensor4d(square, [1, side, side, 3], 'int32');
  const output = model.predict(images);
  const probabilities = await output.data();
  tf.dispose([images, output]);
  return probabilities;
}

function show(square) {
  const rgba = new ImageData(side, side);
  for (let pixel = 0; pixel < side * side; pixel++)
    rgba.data.set([...square.subarray(pixel * 3, pixel * 3 + 3), 255], pixel * 4);
  const canvas = Object.assign(at('square'), { width: side, height: side });
  canvas.getContext('2d').putImageData(rgba, 0, 0);
}

const made = (className, text = '') =>
  Object.assign(document.createElement('span'), { className, textContent: text });

function list(probabilities) {
  const ranked = classes
    .map((label, index) => ({ label, probability: probabilities[index] }))
    .sort((a, b) => b.probability - a.probability);
  const items = ranked.slice(0, mostShown).map(({ label, probability }) => {
    const bar = made('bar');
    const filled = made('');
    filled.style.width = `${100 * probability}%`;
    bar.append(filled);
    const item = document.createElement('li');
    item.append(made('label', label), made('probability', percent(probability)), bar);
    return item;
  });
  at('results').replaceChildren(...items);
}

/** Those before the last one are of no interest any more. */
let latest = 0;

async function predict(blob) {
  const turn = ++latest;
  say('Looking at it …');
  try {
    const pixels = await pixelsOf(blob);
    const square = intoSquare(pixels, pixels, side, resize);
    const probabilities = await probabilitiesOf(square);
    if (turn !== latest) return;
    show(square);
    list(probabilities);
    at('answer').hidden = false;
    say('');
  } catch (error) {
    if (turn !== latest) return;
    at('answer').hidden = true;
    say(error instanceof RangeError ? error.message : 'This is no picture that the browser can read.');
  }
}

// JSON has infinities and NaN by name.
const shownMetrics = Object.entries(metrics).map(
  ([name, value]) => `${name} ${Number(Number(value).toPrecision(3))}`,
);
document.title = at('title').textContent = provenance.sweep;
at('about').textContent = `${provenance.network}, ${classes.length} classes`;
at('facts').textContent = [
  `run ${provenance.run}`,
  ...shownMetrics,
  ...(licence ? [`weights it began with: ${licence}`] : []),
].join(' · ');

at('file').addEventListener('change', ({ target }) => {
  if (target.files[0]) void predict(target.files[0]);
  // So that the same file can be chosen again.
  target.value = '';
});
document.addEventListener('dragover', (event) => {
  event.preventDefault();
  at('drop').classList.add('over');
});
for (const end of ['dragleave', 'drop'])
  document.addEventListener(end, () => at('drop').classList.remove('over'));
document.addEventListener('drop', (event) => {
  event.preventDefault();
  const [file] = event.dataTransfer.files;
  if (file) void predict(file);
});
document.addEventListener('paste', ({ clipboardData }) => {
  const [file] = clipboardData.files;
  if (file) void predict(file);
});

// Kernels are made by the first pass, which nobody should have to wait for.
await probabilitiesOf(new Uint8Array(side * side * 3));
window.removeEventListener('error', sayWhy);
at('file').disabled = false;
say('');
