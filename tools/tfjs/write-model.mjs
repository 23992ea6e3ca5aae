/**
 * Writes the model of TensorFlow.js that the tests read, and what TensorFlow.js makes of it: `node tools/tfjs/write-model.mjs`, into
 * `packages/backbones/src/models/tfjs-model`.
 *
 * It is saved by tfjs-layers, then made smaller as its converter does: some weights are of one byte, some of two, some are halves, in two files of
 * which the first ends within a weight. `activations.json` holds what tfjs-layers computes with the files that it has read again, for the image of
 * `write-own-models.py`.
 */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import * as layers from '@tensorflow/tfjs-layers';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../../packages/backbones/src/models/tfjs-model');
const { conv2d, batchNormalization, depthwiseConv2d, separableConv2d, leakyReLU, upSampling2d } =
  layers.layers;

/** Residual, with a model inside that has a layer of every kind whose weights TensorFlow.js calls otherwise. */
function makeModel() {
  const image = layers.input({ shape: [40, 40, 3], name: 'pixels' });
  const of = (layer, ...inputs) => layer.apply(inputs.length > 1 ? inputs : inputs[0]);
  const conv = of(conv2d({ filters: 8, kernelSize: 3, strides: 2, name: 'conv' }), image);
  const relu = of(layers.layers.reLU({ maxValue: 6, name: 'conv_relu' }), conv);

  const maps = layers.input({ shape: [19, 19, 8], name: 'maps' });
  const inner = of(depthwiseConv2d({ kernelSize: 3, padding: 'same', name: 'depthwise' }), maps);
  const norm = of(batchNormalization({ name: 'norm' }), inner);
  const separable = of(
    separableConv2d({ filters: 8, kernelSize: 3, padding: 'same', name: 'separable' }),
    norm,
  );
  const encoder = layers.model({ inputs: maps, outputs: separable, name: 'encoder' });

  const sum = of(layers.layers.add({ name: 'sum' }), of(encoder, relu), relu);
  const leaky = of(leakyReLU({ alpha: 0.1, name: 'leaky' }), sum);
  const transposed = of(
    layers.layers.conv2dTranspose({ filters: 6, kernelSize: 3, strides: 2, name: 'wider' }),
    leaky,
  );
  const larger = of(upSampling2d({ size: [2, 2], name: 'larger' }), transposed);
  const top = of(conv2d({ filters: 5, kernelSize: 3, strides: 3, activation: 'relu', name: 'top' }), larger);
  const pooled = of(layers.layers.globalAveragePooling2d({ name: 'pool' }), top);
  const classes = of(layers.layers.dense({ units: 4, activation: 'softmax', name: 'classes' }), pooled);
  return layers.model({ inputs: image, outputs: classes, name: 'own' });
}

/** The same in every run; deviations are positive. */
function drawWeights(model) {
  let state = 7;
  const draw = () => (state = (state * 48271) % 2147483647) / 2147483647 - 0.5;
  model.setWeights(
    model.weights.map(({ name, shape }) => {
      const values = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => draw() * 0.8);
      return tf.tensor(/variance|gamma/.test(name) ? values.map((value) => 1 + value) : values, shape);
    }),
  );
}

/** As `tensorflowjs/write_weights.py` and `quantization.py`: steps between the least and the greatest; halves by numpy's own rounding, here cut off. */
const quantizers = {
  uint8: affine(Uint8Array, 255),
  uint16: affine(Uint16Array, 65535),
  float16(values) {
    const halves = Uint16Array.from(values, (value) => {
      const [bits] = new Uint32Array(Float32Array.of(value).buffer);
      const exponent = ((bits >> 23) & 255) - 112;
      return ((bits >> 16) & 0x8000) | (exponent <= 0 ? 0 : (exponent << 10) | ((bits >> 13) & 1023));
    });
    return { data: halves, quantization: { dtype: 'float16', original_dtype: 'float32' } };
  },
  none: (values) => ({ data: values }),
};

function affine(Type, steps) {
  return (values) => {
    const [min, max] = [Math.min(...values), Math.max(...values)];
    const scale = (max - min) / steps || 1;
    const data = Type.from(values, (value) => Math.round((value - min) / scale));
    return { data, quantization: { min, scale, dtype: Type === Uint8Array ? 'uint8' : 'uint16' } };
  };
}

const model = makeModel();
drawWeights(model);
const { modelTopology } = await new Promise((resolve) => {
  const save = async (artifacts) => (resolve(artifacts), { modelArtifactsInfo: { dateSaved: new Date(0) } });
  void model.save({ save });
});
const kinds = Object.keys(quantizers);
const entries = model.weights.map((weight, index) => {
  const dtype = kinds[index % kinds.length];
  const { data, quantization } = quantizers[dtype](weight.read().dataSync());
  const spec = { name: weight.originalName, shape: weight.shape, dtype: 'float32' };
  return { spec: { ...spec, ...(quantization && { quantization }) }, bytes: Buffer.from(data.buffer) };
});
// By their names, as the converter has them.
entries.sort((a, b) => (a.spec.name.split('/')[0] < b.spec.name.split('/')[0] ? -1 : 1));
const bytes = Buffer.concat(entries.map((entry) => entry.bytes));
const weights = entries.map(({ spec }) => spec);
const paths = ['group1-shard1of2.bin', 'group1-shard2of2.bin'];
const half = Math.floor(bytes.length / 2) + 1;

mkdirSync(folder, { recursive: true });
writeFileSync(
  join(folder, 'model.json'),
  `${JSON.stringify({ format: 'layers-model', generatedBy: 'TensorFlow.js tfjs-layers v4.22.0', convertedBy: null, modelTopology, weightsManifest: [{ paths, weights }] })}\n`,
);
writeFileSync(join(folder, paths[0]), bytes.subarray(0, half));
writeFileSync(join(folder, paths[1]), bytes.subarray(half));

const weightData = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
const read = await layers.loadLayersModel({
  load: async () => ({ modelTopology, weightSpecs: weights, weightData }),
});
const values = Float32Array.from({ length: 40 * 40 * 3 }, (_, at) => {
  const [row, column, channel] = [Math.floor(at / 120), Math.floor(at / 3) % 40, at % 3];
  return (37 * row + 11 * column + 101 * channel) % 256;
});
const image = tf.tensor(
  values.map((value) => value / 127.5 - 1),
  [1, 40, 40, 3],
);
const every = 7;
const names = ['conv_relu', 'sum', 'larger', 'top'];
const outputs = layers
  .model({ inputs: read.inputs, outputs: names.map((name) => read.getLayer(name).output) })
  .predict(image);
const activations = Object.fromEntries(
  names.map((name, index) => {
    const found = [...outputs[index].dataSync()].filter((_, at) => at % every === 0);
    const shape = outputs[index].shape.slice(1);
    return [name, { shape, values: found.map((value) => Number(value.toFixed(6))) }];
  }),
);
writeFileSync(join(folder, 'activations.json'), `${JSON.stringify({ every, activations })}\n`);
