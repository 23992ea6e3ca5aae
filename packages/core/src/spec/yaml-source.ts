import {
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  visit,
  type Alias,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
  type YAMLError,
} from 'yaml';
import type { Problem, SourcePosition } from '../errors/problem.js';
import { sourcePosition } from '../errors/source-position.js';
import { aliasTargets } from './alias-targets.js';
import type { Keys } from './keys.js';
import { parseYaml } from './parse-yaml.js';

/** Which part of a setting a problem is about. */
export type Part = 'key' | 'value';

/** A piece of YAML with the places of all its parts. */
export class YamlSource {
  readonly problems: readonly Problem[];
  /** As plain JSON; undefined if the text is so broken that it means nothing. */
  readonly value: unknown;
  readonly #document: Document;
  readonly #targets: ReadonlyMap<Alias, Node>;

  /**
   * `yamlStart`: where the YAML begins in the text; what is before it is shown in excerpts but not read.
   * `firstLine`: the number of the first line.
   */
  constructor(
    readonly file: string,
    readonly text: string,
    readonly yamlStart = 0,
    readonly firstLine = 1,
  ) {
    const yaml = ' '.repeat(yamlStart) + text.slice(yamlStart);
    this.#document = parseYaml(yaml, {
      ...{ prettyErrors: false, stringKeys: true, merge: true },
      // What is silent is also silent about a second document.
      logLevel: 'error',
    });
    this.#targets = aliasTargets(this.#document);
    const { errors, warnings } = this.#document;
    const unquoted = errors.findIndex(({ pos }) => pos[0] > 0 && this.text.startsWith('${', pos[0] - 1));
    // What follows it is read as something else than it was meant to be.
    const meant = unquoted < 0 ? [...errors, ...warnings] : errors.slice(0, unquoted);
    const problems = meant.map((error) => this.#problemOf(error));
    if (unquoted >= 0) problems.push(this.#unquotedProblem(errors[unquoted]!));
    problems.push(...this.#aliasProblems());
    if (!problems.some(isSyntax)) problems.push(...this.#mergeProblems());
    this.problems = problems;
    if (problems.some(isSyntax)) return;
    try {
      this.value = this.#document.toJS();
    } catch (error) {
      // What `yaml` throws at aliases of aliases of aliases, which would fill the memory.
      if (!(error instanceof ReferenceError)) throw error;
      problems.push(syntaxProblem('aliases repeat too much', this.#positionOf(this.#document.contents)));
    }
  }

  /** The keys of the map that the text is, also of one that is broken further down. */
  get topKeys(): readonly string[] {
    const { contents } = this.#document;
    if (!isMap(contents)) return [];
    return contents.items.flatMap(({ key }) =>
      isScalar(key) && typeof key.value === 'string' ? key.value : [],
    );
  }

  /** Where a setting, or if it is not written the nearest thing around it, is. */
  locate(keys: Keys, part: Part): SourcePosition {
    let node: Node | null = this.#document.contents;
    let keyNode: Node | undefined;
    for (const key of keys) {
      const child = this.#childOf(this.#resolve(node), key);
      if (!child) {
        // What is inside a text is the map that it is short for.
        if (!isScalar(node)) part = 'key';
        break;
      }
      ({ node, keyNode } = child);
    }
    return this.#positionOf(part === 'value' && hasText(node) ? node : (keyNode ?? node));
  }

  /** Whether the text at `keys` stands in quotes, or in a block of its own, and so is meant as a text. */
  isQuoted(keys: Keys): boolean {
    let node: Node | null = this.#document.contents;
    for (const key of keys) node = this.#childOf(this.#resolve(node), key)?.node ?? null;
    const scalar = this.#resolve(node);
    return isScalar(scalar) && scalar.type !== 'PLAIN';
  }

  positionAt(start: number, end: number): SourcePosition {
    return sourcePosition(this.file, this.text, start, end, this.firstLine);
  }

  #resolve(node: Node | null): Node | null {
    return isAlias(node) ? (this.#targets.get(node) ?? null) : node;
  }

  #childOf(node: Node | null, key: string | number): { node: Node | null; keyNode?: Node } | undefined {
    if (isMap(node)) {
      const pair = node.items.findLast((item) => isScalar(item.key) && item.key.value === key);
      if (pair) return { node: pair.value as Node | null, keyNode: pair.key as Node };
      const merged = node.items.filter(isMerge).flatMap((item) => this.#merged(item));
      return merged.map((source) => this.#childOf(source, key)).find((child) => child !== undefined);
    }
    if (!isCollection(node)) return undefined;
    const item = node.items[Number(key)] as Node | undefined;
    return item && { node: item };
  }

  /** What stands after `<<`: a map, an alias of one, or a list of these. */
  #merged({ value }: Pair): (Node | null)[] {
    const source = this.#resolve(value as Node | null);
    return isSeq(source) ? source.items.map((item) => this.#resolve(item as Node)) : [source];
  }

  #mergeProblems(): Problem[] {
    const problems: Problem[] = [];
    visit(this.#document, {
      Pair: (_key, pair) => {
        if (!isMerge(pair) || this.#merged(pair).every((source) => isMap(source))) return;
        const position = this.#positionOf((pair.value ?? pair.key) as Node);
        problems.push(syntaxProblem('<< takes a map, an alias of one, or a list of these', position));
      },
    });
    return problems;
  }

  #positionOf(node: Node | null): SourcePosition {
    const [start, end] = node?.range ?? [this.yamlStart, this.yamlStart];
    return this.positionAt(start, end);
  }

  #aliasProblems(): Problem[] {
    const problems: Problem[] = [];
    visit(this.#document, {
      Alias: (_key, alias, path) => {
        const target = this.#targets.get(alias);
        if (target && !path.includes(target)) return;
        const position = this.#positionOf(alias);
        problems.push(
          target
            ? syntaxProblem('an alias stands inside its own anchor', position)
            : syntaxProblem(`there is no anchor &${alias.source}`, position, quoteIt),
        );
      },
    });
    return problems;
  }

  /** Of an interpolation whose brace YAML takes for the beginning of a map. */
  #unquotedProblem({ pos: [brace] }: YAMLError): Problem {
    const start = brace - 1;
    const text = /^\$\{[^}\s,]*\}?/.exec(this.text.slice(start))![0];
    const position = this.positionAt(start, start + text.length);
    const remedy = `put the whole value in quotes, for example "${text.endsWith('}') ? text : '${env:NAME}'}"`;
    return syntaxProblem('inside of { } and [ ] a brace begins a map', position, remedy);
  }

  #problemOf({ code, message, pos: [start, end] }: YAMLError): Problem {
    if (code === 'DUPLICATE_KEY') {
      const key = /^("[^"]*"|'[^']*'|[^:\s]+)/.exec(this.text.slice(start))?.[0] ?? 'a key';
      return {
        code: 'THAW-SPEC-DUPLICATE-KEY',
        message: `${key} is written twice in the same map`,
        position: this.positionAt(start, start + key.length),
        remedy: 'keep one of them',
      };
    }
    if (code === 'MULTIPLE_DOCS') {
      const dashes = this.text.lastIndexOf('---', start);
      const from = dashes < 0 ? start : dashes;
      return {
        code: 'THAW-SPEC-SECOND-DOCUMENT',
        message: 'a second document begins here, and only the first would be read',
        position: this.positionAt(from, from + 3),
        expected: 'one document in a file',
        remedy: 'put it into a file of its own, or take `---` away',
      };
    }
    const isTag = code === 'TAG_RESOLVE_FAILED' || code === 'BAD_ALIAS';
    return syntaxProblem(message, this.positionAt(start, end), isTag ? quoteIt : undefined);
  }
}

const quoteIt = 'put text that begins with ! or * in quotes, for example "!*_bn"';

const syntaxProblem = (message: string, position: SourcePosition, remedy?: string): Problem => ({
  code: 'THAW-SPEC-SYNTAX',
  message: `this is not YAML: ${message.charAt(0).toLowerCase()}${message.slice(1)}`,
  position,
  ...(remedy && { remedy }),
});

const isSyntax = ({ code }: Problem): boolean => code === 'THAW-SPEC-SYNTAX';

const isMerge = ({ key }: Pair | YAMLMap['items'][number]): boolean =>
  isScalar(key) && key.value === '<<' && key.type === 'PLAIN';

const hasText = (node: Node | null): node is Node => node?.range != null && node.range[1] > node.range[0];
