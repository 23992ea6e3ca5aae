import { thawVersion } from '@thaw/execution/environment';
import type { ExportFormat } from '../export-format.js';

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
  otherPrecisions: ['float16'],
  async encode(classifier, metadata, precision = 'float32') {
    const { encodeOnnx } = await import('@thaw/engine');
    const values = Object.entries(metadata).map(([key, value]) => [key, JSON.stringify(value)]);
    const file = encodeOnnx(classifier, {
      ...{ precision, producerVersion: thawVersion, metadata: Object.fromEntries(values) },
      description:
        'An image classifier: from images, uint8 [N, height, width, 3], RGB, 0-255, to probabilities of the classes that the metadata names. Values of the metadata are JSON.',
    });
    return new Map([[path, file]]);
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
