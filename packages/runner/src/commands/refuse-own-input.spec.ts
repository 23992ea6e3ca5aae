import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { refuseOtherSpec, refuseOwnInput } from './refuse-own-input.js';

const folder = mkdtempSync(join(tmpdir(), 'thaw-out-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}
const spec = file('spec.yaml', 'name: flowers-3f2a9c\nphases: [{ name: extract, epochs: 1 }]\n');

it('A file that is read is not written, by whatever name it goes', () => {
  symlinkSync(spec, join(folder, 'link.yaml'));
  for (const out of [spec, join(folder, 'link.yaml')])
    expect(() => refuseOwnInput(out, spec, 'the spec itself')).toThrow(/--out is the spec itself/);
  expect(() => refuseOwnInput(join(folder, 'new.yaml'), spec, 'the spec itself')).not.toThrow();
});

it('A spec that is there is not replaced, but by the same', () => {
  expect(() => refuseOtherSpec(spec)).toThrow(/--out is a spec that is there/);
  expect(() => refuseOtherSpec(spec, 'birds-77aa01')).toThrow(/--out is a spec that is there/);
  for (const out of [join(folder, 'new.yaml'), file('other.yaml', 'a: 1\n'), file('page.html', '<p>')])
    expect(() => refuseOtherSpec(out)).not.toThrow();
  expect(() => refuseOtherSpec(spec, 'flowers-3f2a9c')).not.toThrow();
});
