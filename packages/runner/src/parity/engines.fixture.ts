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

/** As `tools/campaigns/compiled.mjs` has it. */
const isCompiled = process.env['THAW_COMPILE'] === 'always';
const compiled = (engine: Engine): Engine => ({
  ...engine,
  createExtractor: (options) => engine.createExtractor({ ...options, compile: 'always' }),
  createTrainer: (options) => engine.createTrainer({ ...options, compile: 'always' }),
});

/** Both engines on the same library: one runs graphs, one operation after operation. */
export async function openEngines(): Promise<Readonly<Record<(typeof engineNames)[number], Engine>>> {
  const cacheFolder =
    process.env['THAW_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'thaw');
  const library = await provisionTensorflow({ cacheFolder, device: 'cpu' });
  const { binding, version } = await loadTensorflowBackend(library);
  await useTfjsNodeBackend(loadTfjsBinding(library));
  const description = `tensorflow ${version}`;
  const tensorflow = createTensorflowEngine({ binding, description });
  return {
    tensorflow: isCompiled ? compiled(tensorflow) : tensorflow,
    portable: createPortableEngine({ backend: 'tensorflow', description }),
  };
}
