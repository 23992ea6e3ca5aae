import { isScalar, parseDocument } from 'yaml';

/** No number that anybody writes is longer. */
const longest = 64;

/** What a text means where it is written as a value in YAML: a number, true or false, or else the text itself. */
export function scalarOf(text: string): string | number | boolean {
  if (text.length > longest) return text;
  const { contents, errors } = parseDocument(text, { logLevel: 'silent' });
  const value: unknown = errors.length === 0 && isScalar(contents) ? contents.value : undefined;
  const isPlain = isScalar(contents) && contents.type === 'PLAIN' && contents.source === text;
  return isPlain && (typeof value === 'number' || typeof value === 'boolean') ? value : text;
}
