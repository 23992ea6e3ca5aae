/** One `${…}` of a text. */
export interface Expression {
  /** `literal`: `$${`, which is the text `${`. `wrong`: what is none of the others. */
  readonly kind: 'env' | 'file' | 'literal' | 'wrong';
  /** Of the variable or the file; of what is wrong, what stands before a colon. */
  readonly name: string;
  /** What is taken without the variable. */
  readonly standard?: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const opening = /\$?\$\{/g;
const variable = /^([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s;

/** The expressions of a text, in order. They end at the first `}`, and do not stand in one another. */
export function expressionsIn(text: string): readonly Expression[] {
  const expressions: Expression[] = [];
  for (let from = 0; ; from = expressions.at(-1)!.end) {
    opening.lastIndex = from;
    const match = opening.exec(text);
    if (!match) return expressions;
    expressions.push(expressionAt(text, match.index, match[0]));
  }
}

/** The variables of a text, each once; also those in the comments of one that is YAML. */
export const variablesIn = (text: string): readonly string[] => [
  ...new Set(expressionsIn(text).flatMap(({ kind, name }) => (kind === 'env' ? name : []))),
];

function expressionAt(text: string, start: number, begin: string): Expression {
  const close = text.indexOf('}', start);
  const isLiteral = begin === '$${';
  const end = isLiteral ? start + begin.length : close < 0 ? text.length : close + 1;
  const place = { text: text.slice(start, end), start, end };
  if (isLiteral) return { kind: 'literal', name: '', ...place };
  const inside = text.slice(start + begin.length, close < 0 ? end : close);
  const [, kind = inside, rest = ''] = /^([^:]*):(.*)$/s.exec(inside) ?? [];
  const wrong: Expression = { kind: 'wrong', name: kind.trim(), ...place };
  if (close < 0) return wrong;
  if (kind === 'file') return rest.trim() === '' ? wrong : { kind, name: rest.trim(), ...place };
  const [, name, standard] = (kind === 'env' && variable.exec(rest.trim())) || [];
  if (name === undefined) return wrong;
  return { kind: 'env', name, ...(standard !== undefined && { standard }), ...place };
}
