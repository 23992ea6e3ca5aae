import { backbones as builtIn } from '@thaw/backbones';
import { modelOf, outlineOf } from '@thaw/core';
import { resolveModule } from '@thaw/execution/backbones';
import { foldersOutside } from '@thaw/execution/data';
import { piecesBeside } from '@thaw/execution/weights';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { openSpec } from '../spec-files/open-spec.js';
import { specKeys } from '../spec-files/spec-keys.js';
import { moduleFiles } from './module-files.js';

/** What Nx is to know of a spec; paths are absolute. */
export interface SpecFacts {
  readonly file: string;
  /** Of its sweeps. */
  readonly name?: string;
  /** Whether it has all that it takes to be swept, and is not only a part of others. */
  readonly isWhole: boolean;
  readonly isScheduled: boolean;
  /** What it is made of, itself first. */
  readonly files: readonly string[];
  readonly manifests: readonly string[];
  /** Folders with its images. */
  readonly roots: readonly string[];
  /** Folders with those images that a manifest takes from elsewhere. */
  readonly foldersOutside: readonly string[];
  readonly weightsFiles: readonly string[];
  /** Its backbones that are files, with what they import. */
  readonly modules: readonly string[];
  /** The folders of its backbones that are packages, as they really are. */
  readonly packages: readonly string[];
  /** Of the environment, from which it takes values. */
  readonly variables: readonly string[];
}

export interface FactsOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly overrides?: readonly string[];
}

/** What a file says as a spec; undefined if it is none. Whatever is wrong with it is for `thaw validate` to tell. */
export async function specFacts(
  file: string,
  { env, overrides = [] }: FactsOptions,
): Promise<SpecFacts | undefined> {
  if (!(await maySpecBe(file))) return undefined;
  const { spec, files } = await openSpec(file);
  const outline = outlineOf(spec, { outside: { env }, overrides });
  const has = specKeys.filter((key) => outline.keys.includes(key)).length;
  if (has < 2) return undefined;
  const folder = dirname(file);
  const at = (path: string) => resolve(folder, path);
  const { name } = outline;
  const manifests = outline.manifests.map(at);
  const roots = outline.roots.length > 0 ? outline.roots.map(at) : manifests.map((each) => dirname(each));
  const outside = manifests.flatMap((each) => roots.map((root) => foldersOutside(each, root)));
  return {
    ...{ file, files, manifests, variables: spec.variables, ...(name !== undefined && { name }) },
    isWhole: has === specKeys.length && name !== undefined,
    isScheduled: outline.keys.includes('schedule'),
    roots,
    foldersOutside: [...new Set((await Promise.all(outside)).flat())],
    weightsFiles: (await Promise.all(outline.weightsFiles.map((file) => withPieces(at(file))))).flat(),
    ...(await backboneFiles(outline.backbones, folder)),
  };
}

/** With those that it names; it may not be there yet. */
async function withPieces(file: string): Promise<readonly string[]> {
  const pieces = await piecesBeside(file).catch(() => undefined);
  return [file, ...(pieces?.values() ?? [])];
}

/** Other tools' files need not be parsed. */
async function maySpecBe(file: string): Promise<boolean> {
  // Gone since Nx listed it, or unreadable.
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.includes('extends') || specKeys.filter((key) => text.includes(key)).length >= 2;
}

async function backboneFiles(
  names: readonly string[],
  folder: string,
): Promise<Pick<SpecFacts, 'modules' | 'packages'>> {
  const modules: string[] = [];
  const packages: string[] = [];
  for (const name of names.filter((each) => !Object.hasOwn(builtIn, each))) {
    // A model's file is among those of weights.
    if (modelOf(name)) continue;
    if (/^\.{0,2}\//.test(name)) modules.push(...(await moduleFiles(resolve(folder, name))));
    else {
      const found = await resolveModule(name, folder).catch(() => undefined);
      if (found?.folder !== undefined) packages.push(found.folder);
    }
  }
  return { modules, packages };
}
