import {
  Lexer,
  parseDocument,
  Parser,
  YAMLParseError,
  type Document,
  type DocumentOptions,
  type ParseOptions,
  type SchemaOptions,
} from 'yaml';
import { duplicateKeys } from './duplicate-keys.js';

/** No spec is nested as deep; whoever walks through far deeper ones, as `yaml` itself does, runs out of stack, and may take the process along. */
const deepest = 100;

/** A document of YAML. One that is nested too deep has that as its error, and nothing else. */
export function parseYaml(text: string, options: ParseOptions & DocumentOptions & SchemaOptions): Document {
  if (!mayBeDeep(text) || !isDeep(text)) {
    const document = parseDocument(text, { ...options, uniqueKeys: false });
    document.errors = [...document.errors, ...duplicateKeys(document)].sort((a, b) => a.pos[0] - b.pos[0]);
    return document;
  }
  const none = parseDocument('', options);
  none.errors.push(
    new YAMLParseError([0, 1], 'BAD_COLLECTION_TYPE', `It is nested more than ${deepest} deep`),
  );
  return none;
}

/** What a text says. Throws at what is no YAML. */
export function valueOfYaml(text: string): unknown {
  const document = parseYaml(text, { logLevel: 'error' });
  if (document.errors[0]) throw document.errors[0];
  return document.toJS();
}

/** Without many brackets, and without a line that begins far to the right or has many dashes or colons, no text is. */
const mayBeDeep = (text: string): boolean =>
  (text.match(/[[{]/g)?.length ?? 0) > deepest / 2 ||
  text.split('\n').some((line) => (line.match(/^[ \t]+|[-?:]/g)?.join('').length ?? 0) > deepest / 2);

/** Token by token, as the parser keeps what is open in a list. */
function isDeep(text: string): boolean {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    for (const _ of parser.next(lexeme));
    if (parser.stack.length > deepest) return true;
  }
  return false;
}
