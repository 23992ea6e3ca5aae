import type { ExportFormat } from '../export-format.js';

const path = 'model.keras';

/** A functional model of Keras 3's own layers. */
export const keras: ExportFormat = {
  title: 'Keras',
  path,
  pixels: 'float32',
  usage: {
    language: 'python',
    lines: [
      'import keras                                           # Keras 3, on any of its backends',
      `model = keras.models.load_model("${path}")`,
      'probabilities = model.predict(images)',
    ],
  },
  async encode(classifier, metadata) {
    const { encodeKeras } = await import('@thaw/backbones');
    return new Map([[path, await encodeKeras(classifier, metadata)]]);
  },
};
