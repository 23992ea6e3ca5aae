import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '@thaw/core';
import {
  createPortableEngine,
  createTensorflowEngine,
  loadTensorflowBackend,
  loadTfjsBinding,
  provisionTensorflow,
  useTfjsNodeBackend,
} from '@thaw/engine';

export const engineNames = ['tensorflow', 'portable'] as const;

/** Both engines on the same library: one runs graphs, one operation after operation. */
export async function openEngines(): Promise<Readonly<Record<(typeof engineNames)[number], Engine>>> {
  const cacheFolder =
    process.env['THAW_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'thaw');
  const library = await provisionTensorflow({ cacheFolder, device: 'cpu' });
  const { binding, version } = await loadTensorflowBackend(library);
  await useTfjsNodeBackend(loadTfjsBinding(library));
  const description = `tensorflow ${version}`;
  return {
    tensorflow: createTensorflowEngine({ binding, description }),
    portable: createPortableEngine({ backend: 'tensorflow', description }),
  };
}
