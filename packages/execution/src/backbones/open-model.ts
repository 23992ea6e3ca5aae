import { ThawError, type Backbone, type ModelSettings } from '@thaw/core';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NoRegularFile, openRegular } from '../files/open-regular.js';

/** Reads a model of Keras or TensorFlow.js from a file as a backbone; nothing in it is run. Throws a ThawError. */
export async function openModel(url: URL, settings: ModelSettings): Promise<Backbone> {
  const path = fileURLToPath(url);
  const { handle, size } = await openRegular(path).catch((error: NodeJS.ErrnoException) => {
    throw new ThawError(notFound(path, error), { cause: error });
  });
  // Loaded when it is needed: hardly any spec has a model.
  const { checkBackbone, readModelBackbone } = await import('@thaw/backbones');
  const { fd } = handle;
  const backbone = await readModelBackbone({ fd, size }, path, settings).finally(() => handle.close());
  const findings = checkBackbone(backbone);
  // What a file may say and no check of it has thought of.
  if (findings.length > 0)
    throw new ThawError({
      code: 'THAW-BACKBONE-MODEL',
      message: [`${path} cannot be a backbone:`, ...findings.map((finding) => `  ${finding}`)].join('\n'),
    });
  return backbone;
}

const notFound = (path: string, error: NodeJS.ErrnoException) => ({
  code: 'THAW-BACKBONE-NOT-FOUND',
  message: error.code === 'ENOENT' ? `there is no file ${path}` : `${path} cannot be opened`,
  expected: `a model of Keras or TensorFlow.js; a relative path starts from the spec's folder`,
  ...(error.code !== 'ENOENT' && { found: foundInstead(path, error) }),
  remedy: 'correct the path',
});

const foundInstead = (path: string, error: NodeJS.ErrnoException): string =>
  error instanceof NoRegularFile ? 'a folder, a pipe or a device' : `${error.code} in ${dirname(path)}`;
