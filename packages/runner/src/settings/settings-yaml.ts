import { escapeInterpolations } from '@thaw/core';
import { stringify } from 'yaml';
import type { Setting } from './spec-settings.js';

/** Comments stand below one another, but for those of lines that are longer. */
const widestAligned = 60;

/** The spec that says all of this, a line a setting, each with where its value is from. */
export function settingsYaml(settings: readonly Setting[]): string {
  const lines: { readonly text: string; readonly from?: string }[] = [];
  let before: Setting['keys'] = [];
  for (const { keys, value, from } of settings) {
    const common = keys.findIndex((key, index) => key !== before[index]);
    let dash = '';
    for (const [depth, key] of keys.entries()) {
      if (depth < common) continue;
      if (typeof key === 'number') {
        dash = '- ';
        continue;
      }
      const text = `${'  '.repeat(depth).slice(dash.length)}${dash}${inOneLine(key)}:`;
      lines.push(depth < keys.length - 1 ? { text } : { text: `${text} ${inOneLine(value)}`, from });
      dash = '';
    }
    before = keys;
  }
  const lengths = lines.filter(({ from }) => from !== undefined).map(({ text }) => text.length);
  const width = Math.max(0, ...lengths.filter((length) => length <= widestAligned));
  return lines
    .map(({ text, from }) => (from === undefined ? text : `${text.padEnd(width)}  # ${shortPlace(from)}`))
    .join('\n');
}

/** The column is for programs. */
const shortPlace = (from: string): string => from.replace(/(:\d+):\d+$/, '$1');

function inOneLine(value: unknown): string {
  const escaped: unknown = escapeInterpolations(value);
  const text = stringify(escaped, { collectionStyle: 'flow', lineWidth: 0 }).trimEnd();
  return text.includes('\n') ? JSON.stringify(escaped) : text;
}
