import { stringify } from 'yaml';

const width = 110;

/** Line breaks of any script, other white space than the space, and what does not print. */
const odd = /[^\S ]|[\p{Cc}\p{Zl}\p{Zp}]/gu;

/** A text on one line; one that a reader of any version of YAML could take for something else is quoted. */
export function yamlValue(text: string): string {
  if (text.search(odd) === -1) return stringify(text, { lineWidth: 0, compat: 'yaml-1.1' }).trimEnd();
  // JSON's texts are YAML's too, but for what JSON leaves as it is and YAML breaks lines at.
  return JSON.stringify(text).replace(odd, (character) => `\\u${hex(character).padStart(4, '0')}`);
}

/** A comment over as many lines as it takes. */
export function yamlComment(text: string, indent = ''): string {
  const lines: string[] = [];
  let line = `${indent}#`;
  for (const word of text.split(' ')) {
    if (line.length + 1 + word.length > width && line.length > indent.length + 1) {
      lines.push(line);
      line = `${indent}#`;
    }
    line += ` ${word}`;
  }
  return [...lines, line].join('\n');
}

/** A name on one line, as it is where it is plain; in any other everything shows. */
export const shownName = (name: string): string =>
  /^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._/+&()-]*$/u.test(name) && !name.endsWith(' ')
    ? name
    : JSON.stringify(name).replace(/[^\S ]|\p{C}/gu, (character) => `\\u{${hex(character)}}`);

const hex = (character: string): string => character.codePointAt(0)!.toString(16);

/** The first of many, and how many more there are. */
export function someOf(items: readonly string[], most: number): string {
  const rest = items.length - most;
  return rest > 1 ? `${items.slice(0, most).join(', ')} and ${rest} more` : items.join(', ');
}
