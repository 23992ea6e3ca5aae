import {
  longestChain,
  SpecFile,
  textsNamedInOverrides,
  ThawError,
  type Outside,
  type Problem,
  type WrittenSpec,
} from '@thaw/core';
import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { findBase, nearestFile } from './find-base.js';
import { readText } from './read-text.js';

/** A spec with all files that it is made of, read. */
export interface OpenedSpec {
  readonly spec: SpecFile;
  /** How problems call it. */
  readonly file: string;
  /** Where its relative paths start from. */
  readonly folder: string;
  /** What was read: the spec itself first, unless it is an object, and each file once. */
  readonly files: readonly string[];
}

/**
 * Reads a spec with what it extends and the files that it takes texts from. What is wrong with these is told when the spec
 * is loaded.
 * @throws ThawError `THAW-SPEC-NO-FILE` where there is no spec.
 */
export async function openSpec(written: WrittenSpec, cwd = '.'): Promise<OpenedSpec> {
  if (typeof written !== 'string') {
    const reader = new Reader(resolve(cwd));
    const spec = await reader.read(new SpecFile('spec', written), resolve(cwd), []);
    return { spec, file: 'spec', folder: cwd, files: [...reader.files] };
  }
  const read = await readText(written, { fromPipe: true });
  if ('found' in read) throw noSpec(written, read.found);
  const file = resolve(written);
  const reader = new Reader(dirname(file));
  const root = reader.take(file, new SpecFile(written, read.text));
  const spec = await reader.read(root, dirname(file), [{ file: root, real: await realPath(file) }]);
  return { spec, file: written, folder: dirname(written), files: [...reader.files] };
}

/** The texts that overrides take from files. */
export async function overrideTexts(overrides: readonly string[], cwd: string): Promise<Outside['texts']> {
  const texts = new Map<string, string | Problem>();
  for (const name of textsNamedInOverrides(overrides))
    texts.set(name, await readNamed(resolve(cwd, name), name));
  return texts;
}

interface Link {
  readonly file: SpecFile;
  /** Its place with all links followed, by which it is known again. */
  readonly real: string;
}

class Reader {
  readonly files = new Set<string>();
  readonly #specs = new Map<string, SpecFile>();

  /** `root`: the folder of the spec. */
  constructor(private readonly root: string) {}

  take(path: string, file: SpecFile): SpecFile {
    this.files.add(path);
    this.#specs.set(path, file);
    return file;
  }

  /** Gives a file what it refers to. */
  async read(file: SpecFile, folder: string, chain: readonly Link[]): Promise<SpecFile> {
    for (const name of file.textsNamed) {
      const path = resolve(folder, name);
      const text = await readNamed(path, name);
      file.texts.set(name, text);
      if (typeof text === 'string') this.files.add(path);
    }
    if (chain.length >= longestChain) return file;
    for (const { name } of file.extended) file.bases.set(name, await this.#base(name, file, folder, chain));
    return file;
  }

  async #base(
    name: string,
    by: SpecFile,
    folder: string,
    chain: readonly Link[],
  ): Promise<SpecFile | Problem> {
    const path = findBase(name, folder);
    if (typeof path !== 'string') return path;
    const real = await realPath(path);
    const known = this.#specs.get(path) ?? chain.find((link) => link.real === real)?.file;
    if (known) return known;
    const read = await readText(path);
    if ('found' in read) return noBase(name, path, read.found);
    const base = this.take(
      path,
      new SpecFile(path, read.text, this.#folderOf(path, isAbsolute(name) || isAbsolute(by.folder))),
    );
    return this.read(base, dirname(path), [...chain, { file: base, real }]);
  }

  /** As seen from the folder of the spec; of what was named by its absolute path, absolute as well. */
  #folderOf(path: string, isNamedAbsolutely: boolean): string {
    const way = relative(this.root, dirname(path));
    return isNamedAbsolutely || isAbsolute(way) ? dirname(path) : way.split(sep).join('/') || '.';
  }
}

const realPath = (path: string): Promise<string> => realpath(path).catch(() => path);

async function readNamed(path: string, name: string): Promise<string | Problem> {
  const read = await readText(path);
  if ('text' in read) return read.text;
  const nearest = read.found === 'no such file' ? nearestFile(path) : undefined;
  return {
    code: 'THAW-SPEC-NO-TEXT',
    message: `the file ${name} cannot be read`,
    expected: `a text at ${path}`,
    found: read.found,
    ...(nearest && { remedy: nearest }),
  };
}

const noBase = (name: string, path: string, found: string): Problem => ({
  code: 'THAW-SPEC-NO-BASE',
  message: `${name}, which this spec extends, cannot be read`,
  expected: `a YAML file at ${path}`,
  found,
  remedy:
    (found === 'no such file' ? nearestFile(path) : undefined) ??
    (found === 'a folder'
      ? 'name the file in it'
      : 'check the name; a path starts from the folder of the file that has it'),
});

const noSpec = (file: string, found: string): ThawError =>
  new ThawError({
    code: 'THAW-SPEC-NO-FILE',
    message: `the spec ${file} cannot be read`,
    expected: 'a YAML file',
    found,
    remedy:
      found === 'a folder'
        ? 'name the file in it'
        : 'check the path after --spec; it is relative to the folder you stand in',
  });
