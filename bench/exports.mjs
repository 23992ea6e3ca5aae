/**
 * What each format of an export computes, beside Thaw's own engine on the same weights and images: the largest difference of a probability, and how
 * long an image takes.
 *
 *     node bench/exports.mjs [--networks mobilenetv2,vit_tiny_patch16_224,convnext_atto] [--formats savedmodel,keras,onnx,float16,int8,tfjs]
 *                            [--size 224] [--batch 16] [--rounds 3]
 *
 * Weights are drawn, and the last layer is scaled so that logits reach 2. All have all cores, in turns, so that other load on the machine is the same for
 * all; the quickest of the rounds counts. Makes ready what the tests have: TensorFlow, and Pythons with Keras and with onnxruntime.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { backbones } from '@thaw/backbones';
import { addHead, describeLayers, ownPool, seededRandom, softmax } from '@thaw/core';
import { encodeOnnx, openEngine } from '@thaw/engine';
import { cacheFolder } from '../packages/execution/dist/environment/folders.js';
import { modelFormats } from '../packages/runner/dist/export/model-formats.js';
import { byKeras, byOnnxruntime, byTfjs, roundToInt8 } from './exports/readers.mjs';

const formats = {
  savedmodel: { title: 'SavedModel, TensorFlow', read: byKeras },
  keras: { title: 'Keras, called in a `tf.function`', read: byKeras },
  onnx: { title: 'ONNX, onnxruntime', read: byOnnxruntime },
  float16: { title: 'ONNX in float16', read: byOnnxruntime },
  int8: { title: 'ONNX in int8', read: byOnnxruntime },
  tfjs: { title: 'TensorFlow.js, Node, `wasm`', read: byTfjs },
};
const { values: options } = parseArgs({
  options: {
    networks: { type: 'string', default: 'mobilenetv2,vit_tiny_patch16_224,convnext_atto' },
    formats: { type: 'string', default: Object.keys(formats).join() },
    size: { type: 'string', default: '224' },
    batch: { type: 'string', default: '16' },
    rounds: { type: 'string', default: '3' },
  },
});
const [size, batch, rounds] = [options.size, options.batch, options.rounds].map(Number);
const shape = [batch, size, size, 3];
const wanted = options.formats.split(',');
const networks = options.networks.split(',');
const classes = 10;

const engine = await openEngine({
  ...{ backend: 'tensorflow', device: 'cpu' },
  cacheFolder: cacheFolder(process.env),
  onNotice: () => {},
});
const folder = mkdtempSync(join(tmpdir(), 'thaw-exports-'));
try {
  const random = seededRandom('images');
  const pixels = Uint8Array.from({ length: batch * size * size * 3 }, () => Math.floor(256 * random()));
  const images = join(folder, 'images');
  writeFileSync(images, pixels);
  const columns = [];
  for (const name of networks) columns.push(await measure(name, { pixels, images }));
  const head = (title) =>
    console.log(`\n| ${[title, ...networks].join(' | ')} |\n|${' --- |'.repeat(1 + networks.length)}`);
  head('largest difference');
  for (const each of wanted) row(formats[each].title, (column) => column[each].difference.toExponential(1));
  head('ms an image');
  row("Thaw's engine", ({ own }) => (own * 1e3).toFixed(1));
  for (const each of wanted) row(formats[each].title, (column) => (column[each].seconds * 1e3).toFixed(1));

  function row(title, cell) {
    console.log(`| ${[title, ...columns.map(cell)].join(' | ')} |`);
  }
} finally {
  rmSync(folder, { recursive: true });
  await engine.dispose();
}

/** Of each format the difference and the seconds, and the seconds of our own. */
async function measure(name, { pixels, images }) {
  const network = backbones[name];
  const classifier = await inRange(drawn(network), pixels);
  const place = join(folder, name);
  const jobs = {};
  for (const kind of wanted)
    jobs[kind] = { kind, model: await write(kind, place, classifier, images), images, shape };
  const extractor = await extractorOf(classifier);
  const expected = softmaxRows((await extractor.extract(pixels, batch))[0]);
  const found = { own: Infinity };
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    await extractor.extract(pixels, batch);
    found.own = Math.min(found.own, (performance.now() - started) / 1e3 / batch);
    for (const read of new Set(wanted.map((kind) => formats[kind].read))) {
      const kinds = wanted.filter((kind) => formats[kind].read === read);
      const answers = await read(kinds.map((kind) => jobs[kind]));
      for (const [index, kind] of kinds.entries()) note(found, kind, answers[index], expected);
    }
  }
  await extractor.dispose();
  return found;
}

function note(found, kind, { probabilities, seconds }, expected) {
  const difference = probabilities
    .flat()
    .reduce((most, one, at) => Math.max(most, Math.abs(one - expected[at])), 0);
  found[kind] = { difference, seconds: Math.min(seconds, found[kind]?.seconds ?? Infinity) };
}

/** With weights of realistic size, in normalisations too: with those that a training begins with, images are all the same to a deep network. */
function drawn(network) {
  const graph = addHead(network.build(size), { pool: ownPool(network), hidden: [], dropout: 0 }, classes);
  const draw = seededRandom('weights');
  const weights = [...describeLayers(graph)].flatMap(([layer, facts]) =>
    facts.weights.map(({ name, shape }) => {
      const length = shape.reduce((product, one) => product * one, 1);
      // How many numbers go into one: of a depthwise kernel, those of one channel.
      const fan = length / (shape.at(-1) === 1 ? shape.at(-2) : shape.at(-1));
      const centre = /variance|gamma/.test(name) ? 1 : 0;
      const spread = centre ? 0.3 : /kernel/.test(name) ? Math.sqrt(6 / fan) : 0.1;
      const data = Float32Array.from({ length }, () => centre + spread * (2 * draw() - 1));
      return [`${layer}/${name}`, { shape, data }];
    }),
  );
  return { graph, preprocessing: network.weights[0].preprocessing, weights: new Map(weights) };
}

async function inRange(classifier, pixels) {
  const extractor = await extractorOf(classifier);
  const [logits] = await extractor.extract(pixels, batch);
  await extractor.dispose();
  const factor = 2 / logits.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
  const last = ['head_logits/kernel', 'head_logits/bias'].map((path) => {
    const { shape, data } = classifier.weights.get(path);
    return [path, { shape, data: data.map((one) => one * factor) }];
  });
  return { ...classifier, weights: new Map([...classifier.weights, ...last]) };
}

function extractorOf(classifier) {
  return engine.createExtractor({ ...classifier, outputs: [classifier.graph.output] });
}

function softmaxRows(logits) {
  const rows = Array.from({ length: batch }, (_, at) => logits.subarray(at * classes, (at + 1) * classes));
  return rows.flatMap((row) => [...softmax(row).probabilities]);
}

/** Returns what programs are pointed to. */
async function write(kind, place, classifier, images) {
  if (kind === 'float16' || kind === 'int8') {
    const model = join(place, `${kind}.onnx`);
    const about = { description: '', producerVersion: '', metadata: {} };
    mkdirSync(place, { recursive: true });
    if (kind === 'float16') writeFileSync(model, encodeOnnx(classifier, { precision: kind, ...about }));
    else {
      const whole = join(place, 'float32.onnx');
      writeFileSync(whole, encodeOnnx(classifier, { precision: 'float32', ...about }));
      const calibration = { path: images, shape };
      roundToInt8({ model: whole, rounded: model, calibration, images: null, probabilities: [] });
    }
    return model;
  }
  const format = modelFormats[kind];
  for (const [path, content] of await format.encode(classifier, {})) {
    mkdirSync(join(place, kind, dirname(path)), { recursive: true });
    writeFileSync(join(place, kind, path), content);
  }
  const file = join(place, kind, format.path);
  return kind === 'savedmodel' ? dirname(file) : file;
}
