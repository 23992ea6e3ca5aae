import type { ExportFormat } from './export-format.js';
import { keras } from './formats/keras.js';
import { onnx } from './formats/onnx.js';
import { savedModel } from './formats/saved-model.js';
import { tfjs } from './formats/tfjs.js';

/** All that a trained network can be written as, by the name that people give it. */
export const modelFormats = {
  savedmodel: savedModel,
  keras,
  onnx,
  tfjs,
} as const satisfies Record<string, ExportFormat>;

export type ModelFormatName = keyof typeof modelFormats;
export const modelFormatNames = Object.keys(modelFormats) as readonly ModelFormatName[];

/** What sweeps keep, and `thaw export` writes where no other is named. */
export const keptFormat = 'savedmodel' satisfies ModelFormatName;
