import { weightsFormatOf, type Backbone, type ModelSettings } from '@thaw/core';
import { basename } from 'node:path';
import type { OpenedFile } from '../weights/byte-source.js';
import { readingLimits } from '../weights/reading-limits.js';
import { ReadingThread, sizeOf } from '../weights/reading-thread.js';
import { Unreadable } from '../weights/unreadable.js';
import type { ModelFormat } from './decode-saved-model.js';
import { modelBackbone } from './model-backbone.js';
import type { SavedModel } from './saved-model.js';
import { unreadableModel } from './unreadable-model.js';

/**
 * The model in a file of Keras as a backbone. It is read in a thread of its own, as weights are. Throws a ThawError with all that
 * hinders it.
 */
export async function readModelBackbone(
  source: Uint8Array | OpenedFile,
  path: string,
  settings: ModelSettings = {},
): Promise<Backbone> {
  const format = weightsFormatOf(path) as ModelFormat;
  const thread = new ReadingThread<SavedModel>(
    { source, model: { file: basename(path), format } },
    readingLimits({ fileBytes: sizeOf(source), neededBytes: 0 }),
  );
  try {
    return modelBackbone(await thread.read(), settings);
  } catch (error) {
    throw error instanceof Unreadable ? unreadableModel(path, error) : error;
  } finally {
    await thread.close();
  }
}
