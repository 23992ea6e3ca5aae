import { ThawError } from '@thaw/core';
import type { Unreadable } from '../weights/unreadable.js';

/** For people, who know the file by its path. */
export const unreadableModel = (path: string, error: Unreadable): ThawError =>
  new ThawError(
    {
      code: 'THAW-BACKBONE-MODEL-UNREADABLE',
      message: `${path} cannot be read as a model`,
      expected:
        'a file as `model.save("NAME.keras")` writes it, or `model.save("NAME.h5")`, or the model.json of a layers model of TensorFlow.js',
      found: error.message,
      remedy: error.remedy ?? 'save the model again',
    },
    { cause: error },
  );
