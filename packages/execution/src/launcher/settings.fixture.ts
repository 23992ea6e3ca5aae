import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ComputeSettings } from '../worker/index.js';

/** Told of what nobody asks for. */
export const report = { onProgress() {}, onNotice() {}, signal: new AbortController().signal };

export const settingsIn = (folder: string): ComputeSettings => ({
  workspace: folder,
  weightsPlaces: { cacheFolder: folder, kerasFolder: folder },
  backboneModules: [],
  ...{ backend: 'wasm', device: 'cpu' },
  library: {},
});

/** With a package of backbones that is gone since the sweep was planned. */
export const settingsWithout = (folder: string): ComputeSettings => ({
  ...settingsIn(folder),
  backboneModules: [{ name: 'gone', url: pathToFileURL(join(folder, 'gone.js')).href, fingerprint: '' }],
});
