import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createOutput } from './create-output.js';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'thaw-create-'))));
afterEach(() => rmSync(folder, { recursive: true }));

it('one of many that create a file at once does, and what it wrote is whole', async () => {
  const file = join(folder, 'deep/a.yaml');
  const texts = Array.from({ length: 20 }, (_, index) => `${index}`.repeat(10_000));
  const made = await Promise.all(texts.map((text) => createOutput(file, text)));
  expect(made.filter(Boolean)).toHaveLength(1);
  expect(readFileSync(file, 'utf8')).toBe(texts[made.indexOf(true)]);
  expect(readdirSync(join(folder, 'deep'))).toEqual(['a.yaml']);
});

it('a file that is there stays as it is', async () => {
  const file = join(folder, 'a.yaml');
  writeFileSync(file, 'mine');
  expect(await createOutput(file, 'yours')).toBe(false);
  expect(readFileSync(file, 'utf8')).toBe('mine');
});

it('a link that leads to nothing leads to the file', async () => {
  symlinkSync(join(folder, 'real.yaml'), join(folder, 'link.yaml'));
  expect(await createOutput(join(folder, 'link.yaml'), 'text')).toBe(true);
  expect(readFileSync(join(folder, 'real.yaml'), 'utf8')).toBe('text');
});
