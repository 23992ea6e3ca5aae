import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { sealedText } from '../files/state-file.js';
import { rememberedHash } from './file-hash.js';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-file-hash-'));
  path = join(folder, 'weights.h5');
  await writeFile(path, 'weights');
  // A file that was written just now is not remembered.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true });
});

const hash = () => rememberedHash(path, 'sha256', folder);
const right = createHash('sha256').update('weights').digest('hex');
const note = async () => join(folder, 'checksums', (await readdir(join(folder, 'checksums')))[0]!);

it('believes what it remembers of a file', async () => {
  expect(await hash()).toBe(right);
  const other = 'f'.repeat(64);
  await writeFile(await note(), sealedText(other));
  expect(await hash()).toBe(other);
});

it.each([
  ['64 zeros', '\0'.repeat(64)],
  ['a hash without its checksum', 'f'.repeat(64)],
  ['another hash', sealedText(right).replace(/.$/, (digit) => (digit === '0' ? '1' : '0'))],
  ['what is no hash', sealedText('\0'.repeat(64))],
])('reads the file again where it remembers %s', async (_what, text) => {
  await hash();
  const file = await note();
  await writeFile(file, text);
  expect(await hash()).toBe(right);
  expect(await readFile(file, 'utf8')).toBe(sealedText(right));
});
