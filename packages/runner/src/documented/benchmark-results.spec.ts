import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { expect, it } from 'vitest';
import { root } from './documented-commands.fixture.js';

const at = (file: string) => join(root, 'bench', file);

it('bench/results.md is made from bench/results.json (else: node bench/render.mjs)', async () => {
  const { renderResults } = (await import(at('report/render.mjs'))) as {
    renderResults: (rows: unknown, notes: string) => string;
  };
  const page = at('results.md');
  const rows: unknown = JSON.parse(await readFile(at('results.json'), 'utf8'));
  const text = renderResults(rows, await readFile(at('notes.md'), 'utf8'));
  const formatted = await format(text, { ...(await resolveConfig(page)), filepath: page });
  expect(await readFile(page, 'utf8')).toBe(formatted);
});
