import { readFileSync, writeFileSync } from 'node:fs';
import type { NetworkCase } from './feature-cases.fixture.js';

const page = new URL('../../../../docs/backbones.md', import.meta.url);
const heading = '## Equal to Keras';

/** Puts the row of a network at a size into the table of docs/backbones.md, in place of one of an earlier run. */
export function writeParityRow(
  { backbone, size }: NetworkCase,
  worst: { readonly features: number; readonly gradients: number },
): void {
  const [before, after] = readFileSync(page, 'utf8').split(heading) as [string, string];
  const lines = after.split('\n');
  const key = `| ${backbone.title} at ${size} px |`;
  const row = `${key} ${worst.features.toExponential(1)} | ${worst.gradients.toExponential(1)} |`;
  const written = lines.findIndex((line) => line.replaceAll(/ +/g, ' ').startsWith(key));
  const end = lines.findLastIndex((line) => line.startsWith('|'));
  const rows = written < 0 ? lines.toSpliced(end + 1, 0, row) : lines.with(written, row);
  writeFileSync(page, [before, heading, rows.join('\n')].join(''));
}
