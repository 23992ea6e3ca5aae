import { didYouMean } from '../../errors/did-you-mean.js';
import type { Problem, SourcePosition } from '../../errors/problem.js';
import { own } from '../../records/own.js';
import type { Keys } from '../keys.js';
import type { YamlSource } from '../yaml-source.js';
import { extendsOf } from './read-extends.js';
import { expressionsIn, type Expression } from './expressions.js';
import { isMap } from './piece.js';
import { scalarOf } from './scalar-of.js';
import { holdsSecret, namesSecret } from '../../errors/secrets.js';

/** Where the values come from that a spec does not hold itself. */
export interface Outside {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What stands in files, or what is wrong with them, by the names that the spec has for them. */
  readonly texts: ReadonlyMap<string, string | Problem>;
}

/** Stands where a value could not be made out. It is told of only if nothing takes its place. */
export class Unresolved {
  constructor(readonly problem: Problem) {}
}

/** A source's value with `${env:NAME}` and `${file:PATH}` replaced. What it extends is left as it is. */
export function interpolated(source: YamlSource, outside: Outside): unknown {
  if (!source.text.includes('${')) return source.value;
  return textsReplaced(source.value, [], (text, keys) => {
    const expressions = expressionsIn(text);
    if (expressions.length === 0) return text;
    const isAlone = expressions.length === 1 && expressions[0]!.text === text && !source.isQuoted(keys);
    const at = source.locate(keys, 'value');
    try {
      const values = expressions.map((expression) => valueOf(expression, outside, inside(at, expression)));
      if (isAlone) return scalarOf(values[0]!);
      const whole = joined(text, expressions, values);
      // `https://me:${env:X}@host` holds one, though no part of it looks like one.
      if (expressions.some(({ kind }) => kind !== 'literal') && holdsSecret(whole))
        throw new Refusal(secret(text, undefined, at));
      return whole;
    } catch (error) {
      if (error instanceof Refusal) return new Unresolved(error.problem);
      throw error;
    }
  });
}

/** The files that a source takes a text from, each once, by the names that it has for them. */
export function textsNamedIn(source: YamlSource): readonly string[] {
  const names = new Set<string>();
  if (!source.text.includes('${')) return [];
  textsReplaced(source.value, [], (text) => {
    for (const { kind, name } of expressionsIn(text))
      if (kind === 'file' && !namesSecret(name)) names.add(name);
    return text;
  });
  return [...names];
}

function textsReplaced(value: unknown, keys: Keys, replace: (text: string, keys: Keys) => unknown): unknown {
  if (typeof value === 'string') return replace(value, keys);
  if (Array.isArray(value)) return value.map((item, index) => textsReplaced(item, [...keys, index], replace));
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) =>
      keys.length === 0 && key === 'extends' && member === extendsOf(value)
        ? [key, member]
        : [key, textsReplaced(member, [...keys, key], replace)],
    ),
  );
}

class Refusal extends Error {
  constructor(readonly problem: Problem) {
    super(problem.message);
  }
}

function valueOf(expression: Expression, outside: Outside, position: SourcePosition): string {
  const { kind, name, text, standard } = expression;
  if (kind === 'literal') return '${';
  if (kind === 'wrong') throw new Refusal({ ...notUnderstood(expression), position });
  const value = namesSecret(name)
    ? undefined
    : kind === 'env'
      ? variable(name, outside, standard, position)
      : textOfFile(name, outside, position);
  if (value !== undefined && !holdsSecret(value)) return value;
  throw new Refusal(secret(text, value === undefined ? name : undefined, position));
}

/** `name`: by which it was known; it is not looked at then. */
const secret = (text: string, name: string | undefined, position: SourcePosition): Problem => ({
  code: 'THAW-SPEC-SECRET',
  message: `${text} ${name === undefined ? 'holds what looks like a secret' : 'is called as what holds a secret'}`,
  position,
  expected:
    'a value that may be shown: a spec with all its values goes into the journal, the report and MLflow',
  found: name ?? 'a value that is not shown here',
  remedy: 'let what needs the secret read it from the environment; if it is none, keep it under another name',
});

function variable(
  name: string,
  { env }: Outside,
  standard: string | undefined,
  position: SourcePosition,
): string {
  const value = own(env, name);
  if (value) return value;
  if (standard !== undefined) return standard;
  const meant = value === undefined ? didYouMean(name, Object.keys(env)) : undefined;
  throw new Refusal({
    code: 'THAW-SPEC-NO-VARIABLE',
    message: `the environment variable ${name} is ${value === undefined ? 'not set' : 'empty'}`,
    position,
    expected: `a value for ${name}, or one to take without it: \${env:${name}:-…}`,
    found: value === undefined ? 'no such variable' : 'an empty text',
    remedy: meant ?? `set it, as with \`export ${name}=…\``,
  });
}

function textOfFile(name: string, { texts }: Outside, position: SourcePosition): string {
  const text = texts.get(name);
  if (typeof text === 'string') return text.trim();
  throw new Refusal({
    code: 'THAW-SPEC-NO-TEXT',
    message: `the file ${name} cannot be read`,
    expected: 'a file of text; a relative path starts from the folder of the file that names it',
    ...text,
    position,
  });
}

const kinds = ['env', 'file'];

function notUnderstood({ name, text }: Expression): Omit<Problem, 'position'> {
  return {
    code: 'THAW-SPEC-INTERPOLATION',
    message: `${text} stands for nothing`,
    expected: '${env:NAME}, ${env:NAME:-DEFAULT} or ${file:PATH}',
    found: text,
    remedy: howMeant(name, text) ?? 'write `$${` where the text itself has `${`',
  };
}

function howMeant(name: string, text: string): string | undefined {
  if (!kinds.includes(name)) return didYouMean(name, kinds);
  if (!text.endsWith('}')) return 'end it with `}`';
  return name === 'env' ? 'write a name of letters, digits and `_`, and a default after `:-`' : undefined;
}

const joined = (text: string, expressions: readonly Expression[], values: readonly string[]): string => {
  const rest = expressions.map(({ end }, index) => text.slice(end, expressions[index + 1]?.start));
  return text.slice(0, expressions[0]!.start) + values.map((value, index) => value + rest[index]!).join('');
};

/** The place of an expression in that of its text, if it stands there as it is. */
function inside(position: SourcePosition, { text }: Expression): SourcePosition {
  const found = position.excerpt?.indexOf(text, position.column - 1) ?? -1;
  return found < 0 ? position : { ...position, column: found + 1, length: text.length };
}
