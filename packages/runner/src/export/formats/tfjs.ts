import type { ExportFormat } from '../export-format.js';

const folder = 'tfjs';
const path = `${folder}/model.json`;

/** As TensorFlow's own converter writes them: what browsers cache well. */
const shardBytes = 4 << 20;

/** A graph model of TensorFlow.js, for browsers and Node. */
export const tfjs: ExportFormat = {
  title: 'TensorFlow.js',
  path,
  pixels: 'int32',
  usage: {
    language: 'js',
    lines: [
      "import * as tf from '@tensorflow/tfjs';",
      '',
      "const model = await tf.loadGraphModel('tfjs/model.json');  // an address; labels are in its metadata",
      "const { classes } = (await (await fetch('tfjs/model.json')).json()).userDefinedMetadata;",
      'const images = tf.browser.fromPixels(canvas).expandDims();  // a canvas of that size; int32, as tfjs has no uint8',
      'const probabilities = await model.predict(images).data();',
      'console.log(classes[probabilities.indexOf(Math.max(...probabilities))]);',
    ],
  },
  async encode(classifier, metadata) {
    const { encodeGraphModel, tensorflowVersion } = await import('@thaw/engine');
    const { weights, weightSpecs, ...model } = encodeGraphModel(classifier);
    const count = Math.max(1, Math.ceil(weights.length / shardBytes));
    const shards = Array.from({ length: count }, (_, index) => ({
      name: `group1-shard${index + 1}of${count}.bin`,
      bytes: weights.subarray(index * shardBytes, (index + 1) * shardBytes),
    }));
    const json = {
      format: 'graph-model',
      generatedBy: tensorflowVersion,
      convertedBy: 'Thaw',
      ...model,
      userDefinedMetadata: metadata,
      weightsManifest: [{ paths: shards.map(({ name }) => name), weights: weightSpecs }],
    };
    return new Map([
      ...shards.map(({ name, bytes }) => [`${folder}/${name}`, bytes] as const),
      [path, Buffer.from(JSON.stringify(json))],
    ]);
  },
};
