import { ThawError, type Backbone, type ModelSettings } from '@thaw/core';
import { basename } from 'node:path';
import { Unreadable } from '../weights/unreadable.js';
import { decodeSavedModel } from './decode-saved-model.js';
import { modelBackbone } from './model-backbone.js';

/** The model in a file of Keras as a backbone. Throws a ThawError with all that hinders it. */
export async function readModelBackbone(
  bytes: Uint8Array,
  path: string,
  settings: ModelSettings = {},
): Promise<Backbone> {
  const file = basename(path);
  try {
    return modelBackbone(await decodeSavedModel(bytes, file), settings);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    throw new ThawError(
      {
        code: 'THAW-BACKBONE-MODEL-UNREADABLE',
        message: `${path} cannot be read as a model`,
        expected: 'a .keras file, as `model.save("NAME.keras")` writes it',
        found: error.message,
        remedy: 'save the model again',
      },
      { cause: error },
    );
  }
}
