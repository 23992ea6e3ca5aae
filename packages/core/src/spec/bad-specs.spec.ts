import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatProblems } from '../errors/format-problems.js';
import { ThawError } from '../errors/problem.js';
import { backbones } from './backbones.fixture.js';
import { loadSpec } from './load-spec.js';

const folder = new URL('bad-specs/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => name.slice(0, -'.yaml'.length));

/** Each file of `bad-specs` has beside it, as `.txt`, all that Thaw must print of it. Comments `# --set …` are applied. */
describe('loadSpec', () => {
  it.each(names)('reports everything that is wrong in bad-specs/%s.yaml', (name) => {
    expect(reportOf(`${name}.yaml`)).toBe(read(`${name}.txt`));
  });

  it('prints five positioned errors for five mistakes', () => {
    const places = reportOf('five-mistakes.yaml').match(/^five-mistakes\.yaml:\d+:\d+ THAW-SPEC-[A-Z-]+$/gm);
    expect(places).toHaveLength(5);
  });
});

function reportOf(file: string): string {
  const text = read(file);
  const overrides = [...text.matchAll(/^# --set (.*)$/gm)].map(([, override]) => override!);
  try {
    loadSpec(text, { file, backbones, overrides, resolvePath: (path) => path });
  } catch (error) {
    if (error instanceof ThawError) return `${formatProblems(error.problems)}\n`;
    throw error;
  }
  throw new Error(`${file} was accepted`);
}
