import { ThawError, type Backbone, type ModelSettings } from '@thaw/core';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Reads a model of Keras from a file as a backbone; nothing in it is run. Throws a ThawError. */
export async function openModel(url: URL, settings: ModelSettings): Promise<Backbone> {
  const path = fileURLToPath(url);
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new ThawError(notFound(path, error), { cause: error });
  });
  const { checkBackbone, readModelBackbone } = await import('@thaw/backbones');
  const backbone = await readModelBackbone(bytes, path, settings);
  const findings = checkBackbone(backbone);
  // What a file may say and no check of it has thought of.
  if (findings.length > 0)
    throw new ThawError({
      code: 'THAW-BACKBONE-MODEL',
      message: [`${path} cannot be a backbone:`, ...findings.map((finding) => `  ${finding}`)].join('\n'),
    });
  return backbone;
}

const notFound = (path: string, { code }: NodeJS.ErrnoException) => ({
  code: 'THAW-BACKBONE-NOT-FOUND',
  message: `there is no file ${path}`,
  expected: `a model of Keras; a relative path starts from the spec's folder`,
  ...(code !== 'ENOENT' && { found: `${code} in ${dirname(path)}` }),
  remedy: 'correct the path',
});
