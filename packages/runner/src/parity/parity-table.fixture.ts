import { readFileSync, writeFileSync } from 'node:fs';
import { everything, type NetworkCase } from './feature-cases.fixture.js';

const page = new URL('../../../../docs/backbones.md', import.meta.url);
const heading = '## Equal to Keras';

/** The largest differences from what Keras computes. */
export interface Worst {
  readonly features: number;
  readonly gradients: number;
}

/**
 * Puts the row of a network at a size into the table of docs/backbones.md, in place of one of an earlier run; rows stand in
 * the order of the networks.
 */
export function writeParityRow({ name }: NetworkCase, worst: Worst): void {
  const [before, after] = readFileSync(page, 'utf8').split(heading) as [string, string];
  const lines = after.split('\n');
  const start = lines.findIndex((line) => line.startsWith('| ---')) + 1;
  const count = lines.slice(start).findIndex((line) => !line.startsWith('|'));
  const written = lines.slice(start, start + count);
  const rows = new Map(written.map((line) => [line.split('|')[1]!.trim(), line]));
  rows.set(name, `| ${name} | ${worst.features.toExponential(1)} | ${worst.gradients.toExponential(1)} |`);
  const ordered = everything.flatMap((one) => rows.get(one.name) ?? []);
  writeFileSync(page, [before, heading, lines.toSpliced(start, count, ...ordered).join('\n')].join(''));
}
