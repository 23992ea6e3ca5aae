import type { ExportFormat } from '../export-format.js';

const folder = 'saved_model';
const signature = 'serving_default';
const path = `${folder}/saved_model.pb`;
/** In the folder that TensorFlow leaves to whoever writes a SavedModel, and that it looks into for nothing. */
const aboutPath = `${folder}/assets.extra/metadata.json`;

/** Whole in one file. The engine is imported when it is needed, since it brings TensorFlow along. */
export const savedModel: ExportFormat = {
  title: 'SavedModel',
  path,
  pixels: 'uint8',
  usage: {
    language: 'python',
    lines: [
      'import tensorflow as tf                                # TensorFlow alone',
      `model = tf.saved_model.load("${folder}")`,
      `probabilities = model.signatures["${signature}"](images=tf.constant(images))["probabilities"].numpy()`,
    ],
  },
  async encode(classifier, metadata) {
    const { encodeClassifier } = await import('@thaw/engine');
    const about = Object.entries(savedModel.describe!(metadata));
    return new Map([
      [path, encodeClassifier(classifier)],
      ...about.map(([each, text]) => [each, Buffer.from(text)] as const),
    ]);
  },
  /** Apart from the network, which runs that end with the same weights share. */
  describe: (metadata) => ({ [aboutPath]: `${JSON.stringify(metadata, null, 1)}\n` }),
  /**
   * The flavour that MLflow has for SavedModels with a signature. Its name is from TensorFlow 1; the other, `tf2-module`,
   * wants an object that only Python can save.
   */
  async mlflow() {
    const { tensorflowVersion } = await import('@thaw/engine');
    return {
      name: 'tensorflow',
      config: {
        model_type: 'tf1-estimator',
        saved_model_dir: folder,
        meta_graph_tags: ['serve'],
        signature_def_key: signature,
        code: null,
      },
      loader: 'mlflow.tensorflow',
      requirements: [`tensorflow==${tensorflowVersion}`],
    };
  },
};
