import { ThawError, type Backbone, type ModelSettings } from '@thaw/core';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { largestFile, NoRegularFile, readRegular } from '../files/open-regular.js';

/** Reads a model of Keras from a file as a backbone; nothing in it is run. Throws a ThawError. */
export async function openModel(url: URL, settings: ModelSettings): Promise<Backbone> {
  const path = fileURLToPath(url);
  const bytes = await readRegular(path, tooLarge).catch((error: NodeJS.ErrnoException) => {
    throw error instanceof ThawError ? error : new ThawError(notFound(path, error), { cause: error });
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

const tooLarge = (path: string, bytes: number) => ({
  code: 'THAW-BACKBONE-MODEL-UNREADABLE',
  message: `${path} cannot be read as a model`,
  expected: `a file of at most ${largestFile.toLocaleString('en')} bytes`,
  found: `${bytes.toLocaleString('en')} bytes`,
  remedy: 'save the model without its optimizer, or only the part that is to be the backbone',
});

const notFound = (path: string, error: NodeJS.ErrnoException) => ({
  code: 'THAW-BACKBONE-NOT-FOUND',
  message: `there is no file ${path}`,
  expected: `a model of Keras; a relative path starts from the spec's folder`,
  ...(error.code !== 'ENOENT' && { found: foundInstead(path, error) }),
  remedy: 'correct the path',
});

const foundInstead = (path: string, error: NodeJS.ErrnoException): string =>
  error instanceof NoRegularFile ? 'a folder, a pipe or a device' : `${error.code} in ${dirname(path)}`;
