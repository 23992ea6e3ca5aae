import type { Problem, SourcePosition } from '../../errors/problem.js';
import { schemaProblems } from '../schema-problems.js';
import { specSchemaNode } from '../schema-node.js';
import { inFull } from '../shorthand.js';
import { interpolated, type Outside } from './interpolate.js';
import { merge } from './merge.js';
import { isMap, type Piece } from './piece.js';
import { readExtends } from './read-extends.js';
import { rebasePaths } from './rebase-paths.js';
import { settle } from './settle.js';
import type { Reference, SpecFile } from './spec-file.js';

/** A spec with all that it extends, as one. */
export interface ComposedSpec extends Piece {
  /** Of all its files. */
  readonly problems: readonly Problem[];
  /** Whether it lacks so much that nothing can be said of what is in it. */
  readonly isBroken: boolean;
}

/** Nobody means so many; it is what a mistake with links in folders comes to. */
export const longestChain = 100;

/** A file that is being composed, and where the files before it in the chain name the next. */
interface Link {
  readonly file: SpecFile;
  /** The nearest first. */
  readonly extendedBy: readonly SourcePosition[];
}

/** Merges a spec with what it extends. Nothing of the result has been checked, and it may lack what a spec needs. */
export function composeSpec(file: SpecFile, env: Outside['env']): ComposedSpec {
  const composer = new Composer(env);
  const piece = composer.compose([{ file, extendedBy: [] }]);
  if (!piece)
    return { value: undefined, locate: locateIn(file), problems: composer.problems, isBroken: true };
  const isAlone = !isMap(file.source.value) || !Object.hasOwn(file.source.value, 'extends');
  const whole = isAlone ? piece : settle(piece, (problem) => composer.problems.push(problem));
  return { ...whole, problems: composer.problems, isBroken: composer.isBroken };
}

class Composer {
  readonly problems: Problem[] = [];
  isBroken = false;
  /** Many ways may lead to one file. */
  readonly #done = new Map<SpecFile, Piece | undefined>();

  constructor(private readonly env: Outside['env']) {}

  /** The last file of the chain, with what it extends; undefined if nothing can be made of it. */
  compose(chain: readonly Link[]): Piece | undefined {
    const { file } = chain.at(-1)!;
    if (!this.#done.has(file)) this.#done.set(file, this.#composeNew(chain));
    return this.#done.get(file);
  }

  #composeNew(chain: readonly Link[]): Piece | undefined {
    const { file, extendedBy } = chain.at(-1)!;
    const { source } = file;
    const here = (position: SourcePosition) => withChain(position, extendedBy);
    const { references, problems } = readExtends(source);
    for (const problem of [...source.problems, ...problems])
      this.problems.push({ ...problem, ...(problem.position && { position: here(problem.position) }) });
    if (source.value === undefined || problems.length > 0) {
      this.isBroken = true;
      return undefined;
    }
    const own: Piece = { value: this.#ownValue(file), locate: locateIn(file) };
    let below: Piece | undefined;
    for (const reference of references) {
      const base = this.#baseOf(chain, { ...reference, position: here(reference.position) });
      if (base) below = this.#laidOver(below, extended(base, reference.position));
    }
    return this.#laidOver(below, own);
  }

  #laidOver(below: Piece | undefined, over: Piece): Piece {
    return below ? merge(below, over, specSchemaNode, (problem) => this.problems.push(problem)) : over;
  }

  /** What the file itself says, with paths as they are from the folder of the spec. */
  #ownValue({ source, texts, folder }: SpecFile): unknown {
    const value = inFull(interpolated(source, { env: this.env, texts }));
    if (!isMap(value)) return value;
    const { extends: _, ...rest } = value;
    return rebasePaths(rest, folder);
  }

  #baseOf(chain: readonly Link[], { name, position }: Reference): Piece | undefined {
    const { file } = chain.at(-1)!;
    const base = chain.length < longestChain ? (file.bases.get(name) ?? notGiven(name)) : tooLong(chain);
    if ('code' in base) return this.#refuse({ ...base, position });
    if (chain.some((link) => link.file === base)) return this.#refuse({ ...circle(chain, base), position });
    const extendedBy = [plain(position), ...(position.extendedBy ?? [])];
    const piece = this.compose([...chain, { file: base, extendedBy }]);
    const [finding] = piece ? schemaProblems(piece.value, anyMap, [], piece.locate) : [];
    if (!finding) return piece;
    return this.#refuse({ ...finding.problem, position: withChain(finding.problem.position!, extendedBy) });
  }

  #refuse(problem: Problem): undefined {
    this.problems.push(problem);
    this.isBroken = true;
  }
}

const locateIn = ({ source }: SpecFile): Piece['locate'] => source.locate.bind(source);

const anyMap = { type: 'object' } as const;

/** What is written in it is told with the place that extends it. */
const extended = ({ value, locate }: Piece, by: SourcePosition): Piece => ({
  value,
  locate(keys, part) {
    const position = locate(keys, part);
    return withChain(position, [...(position.extendedBy ?? []), by]);
  },
});

const withChain = (position: SourcePosition, extendedBy: readonly SourcePosition[]): SourcePosition =>
  extendedBy.length > 0 ? { ...position, extendedBy } : position;

const plain = ({ extendedBy: _, ...position }: SourcePosition): SourcePosition => position;

const notGiven = (name: string): Problem => ({
  code: 'THAW-SPEC-NO-BASE',
  message: `${name}, which this spec extends, was not read`,
  expected: 'a spec that was read with all that it extends',
});

function circle(chain: readonly Link[], again: SpecFile): Problem {
  const round = [
    ...chain.slice(chain.findIndex(({ file }) => file === again)).map(({ file }) => file),
    again,
  ];
  return {
    code: 'THAW-SPEC-EXTENDS-ITSELF',
    message: round.length > 2 ? 'specs extend one another in a circle' : 'this spec extends itself',
    expected: 'a chain of specs that ends',
    found: round.map(({ source }) => source.file).join(' → '),
    remedy: 'move what they have in common into a file that extends none of them',
  };
}

const tooLong = (chain: readonly Link[]): Problem => ({
  code: 'THAW-SPEC-EXTENDS-TOO-LONG',
  message: `more than ${longestChain} files extend one another in a row`,
  expected: `a chain of at most ${longestChain}`,
  found: `… → ${chain
    .slice(-2)
    .map(({ file }) => file.source.file)
    .join(' → ')} → …`,
  remedy: 'look for a link that leads into its own folder',
});
