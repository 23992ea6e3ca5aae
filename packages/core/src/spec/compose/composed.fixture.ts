import { formatProblems } from '../../errors/format-problems.js';
import { ThawError } from '../../errors/problem.js';
import { folderOf, normalisePath } from '../paths.js';
import { backbones } from '../backbones.fixture.js';
import { loadSpec, type LoadedSpec, type LoadOptions } from '../load-spec.js';
import { SpecFile } from './spec-file.js';

type Files = Readonly<Record<string, string>>;

/** `spec.yaml` of these texts by path, with what it refers to among them; as the runner reads files, without a disk. */
export function specOf(files: Files): SpecFile {
  const known = new Map<string, SpecFile>();
  const open = (path: string): SpecFile => {
    const file = known.get(path) ?? new SpecFile(path, files[path]!, folderOf(path));
    if (known.has(path)) return file;
    known.set(path, file);
    const at = (name: string) => normalisePath(`${folderOf(path)}/${name}`);
    for (const { name } of file.extended) if (at(name) in files) file.bases.set(name, open(at(name)));
    for (const name of file.textsNamed) if (at(name) in files) file.texts.set(name, files[at(name)]!);
    return file;
  };
  return open('spec.yaml');
}

export const load = (files: Files, options: Partial<LoadOptions> = {}): LoadedSpec =>
  loadSpec(specOf(files), {
    file: 'spec.yaml',
    backbones,
    resolvePath: (path) => normalisePath(`/here/${path}`),
    ...options,
  });

/** All that is wrong, as people read it. */
export function refusal(files: Files, options: Partial<LoadOptions> = {}): string {
  try {
    load(files, options);
  } catch (error) {
    if (error instanceof ThawError) return formatProblems(error.problems);
    throw error;
  }
  return 'nothing is wrong';
}

export const base = `
name: flowers
data: { root: images, split: { validation: 0.25, test: 0.1 }, augment: { flip: horizontal } }
backbone: { name: tiny, weights: { file: tiny.h5 }, imageSize: 64 }
head: { hidden: [64, 32], dropout: 0.2 }
phases:
  - name: extract
    epochs: 10
  - name: fine-tune
    trainable: { last: 2 }
    epochs: 5
    optimizer: { name: sgd, momentum: 0.9, schedule: cosine }
`;
