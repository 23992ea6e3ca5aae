import type { Problem, SourcePosition } from '../../errors/problem.js';
import { sourceOf, type WrittenSpec } from '../spec-source.js';
import type { YamlSource } from '../yaml-source.js';
import { readExtends } from './read-extends.js';
import { textsNamedIn } from './interpolate.js';
import { variablesIn } from './expressions.js';

/** A name by which a spec refers to a file, and where it does. */
export interface Reference {
  readonly name: string;
  readonly position: SourcePosition;
}

/**
 * A file that a spec is made of. Core reads no files: whoever does makes one of these for each, asks it what it refers to,
 * and gives it that. What is wrong with a file is a problem without a position; where it is named is known here.
 */
export class SpecFile {
  readonly source: YamlSource;
  /** What it extends, by the names that it has for them. Files may lead back to one another; that is told, not followed. */
  readonly bases = new Map<string, SpecFile | Problem>();
  /** What stands in the files that it takes a text from, by the names that it has for them. */
  readonly texts = new Map<string, string | Problem>();

  /**
   * `name`: how problems call it. `folder`: that from which its relative paths start, as seen from the folder of the spec
   * that is composed: `../bases`, or `.` for the same.
   */
  constructor(
    name: string,
    written: WrittenSpec,
    readonly folder = '.',
  ) {
    this.source = sourceOf(written, name);
  }

  /** The names of what it extends, as far as they can be made out. */
  get extended(): readonly Reference[] {
    return readExtends(this.source).references;
  }

  /** The names of the files that it takes a text from, each once. */
  get textsNamed(): readonly string[] {
    return textsNamedIn(this.source);
  }

  /** The names of the variables that it or what it extends takes a value from, each once. */
  get variables(): readonly string[] {
    return [...new Set(filesOf(this).flatMap(({ source }) => variablesIn(source.text)))];
  }
}

/** A file and all that it extends, each once. */
function filesOf(file: SpecFile, seen = new Set<SpecFile>()): readonly SpecFile[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const bases = [...file.bases.values()].filter((base) => base instanceof SpecFile);
  return [file, ...bases.flatMap((base) => filesOf(base, seen))];
}
