import type { Classifier, ModelMetadata } from '@thaw/core';
import { thawVersion } from '@thaw/execution/environment';
import type { ExportFormat } from '../export-format.js';
import { roundOnnx } from '../round/round-onnx.js';
import { metadataOf } from '../trained-model.js';

const path = 'model.onnx';
/** What it was tested with; newer ones read what older ones did. */
const versions = { onnx: '1.23.2', onnxruntime: '1.32.0' };

/** Whole in one file. The engine is imported when it is needed, since it brings TensorFlow along. */
export const onnx: ExportFormat = {
  title: 'ONNX',
  path,
  pixels: 'uint8',
  usage: {
    language: 'python',
    lines: [
      'import onnxruntime                                     # ONNX, which other languages run too',
      `session = onnxruntime.InferenceSession("${path}")`,
      'probabilities = session.run(["probabilities"], {"images": images})[0]',
    ],
  },
  async encode(classifier, metadata) {
    return new Map([[path, await written(classifier, 'float32', metadata)]]);
  },
  roundsTo: ['float16', 'int8'],
  async round(model, precision, options) {
    const { withMetadata } = await import('@thaw/engine');
    const { file, rounding } = await roundOnnx(model, precision, written, options);
    const metadata = texts(metadataOf(model, rounding));
    return { files: new Map([[path, withMetadata(file, metadata)]]), rounding };
  },
  async mlflow() {
    return {
      name: 'onnx',
      config: { onnx_version: versions.onnx, data: path, code: null },
      loader: 'mlflow.onnx',
      data: path,
      requirements: Object.entries(versions).map(([name, version]) => `${name}==${version}`),
    };
  },
};

async function written(
  classifier: Classifier,
  precision: 'float32' | 'float16',
  metadata: ModelMetadata = {},
): Promise<Uint8Array> {
  const { encodeOnnx } = await import('@thaw/engine');
  return encodeOnnx(classifier, {
    ...{ precision, producerVersion: thawVersion, metadata: texts(metadata) },
    description:
      'An image classifier: from images, uint8 [N, height, width, 3], RGB, 0-255, to probabilities of the classes that the metadata names. Values of the metadata are JSON.',
  });
}

const texts = (metadata: ModelMetadata): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, JSON.stringify(value)]));
