import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { existsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { moveOver } from './move-over.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-move-'));
});
afterEach(() => rm(folder, { recursive: true }));

const file = (path: string, content: string) => writeFile(path, content);
const fullFolder = async (path: string, content: string) => {
  await mkdir(path);
  await writeFile(join(path, 'in'), content);
};
const contentOf = async (path: string) =>
  readFile((await stat(path)).isDirectory() ? join(path, 'in') : path, 'utf8');

it.each([
  ['a file', file, 'a file', file],
  ['a file', file, 'a folder', fullFolder],
  ['a folder', fullFolder, 'a file', file],
  ['a folder', fullFolder, 'a folder', fullFolder],
])('moves %s to where %s is', async (...[, makeFrom, , makeTo]) => {
  const [from, to] = [join(folder, 'from'), join(folder, 'to')];
  await makeFrom(from, 'new');
  await makeTo(to, 'old');
  await moveOver(from, to);
  expect(await contentOf(to)).toBe('new');
  expect(existsSync(from)).toBe(false);
});

const otherDisk = '/dev/shm';
const hasOther = existsSync(otherDisk) && statSync(otherDisk).dev !== statSync(tmpdir()).dev;

it.runIf(hasOther)('moves to another disk', async () => {
  const other = await mkdtemp(join(otherDisk, 'thaw-move-'));
  onTestFinished(() => rm(other, { recursive: true }));
  const [from, to] = [join(folder, 'from'), join(other, 'to')];
  await fullFolder(from, 'new');
  await file(to, 'old');
  await moveOver(from, to);
  expect(await contentOf(to)).toBe('new');
  expect(existsSync(from)).toBe(false);
});

it('says that there is nothing to move, and leaves what is there', async () => {
  const to = join(folder, 'to');
  await fullFolder(to, 'old');
  await expect(moveOver(join(folder, 'from'), to)).rejects.toMatchObject({ code: 'ENOENT' });
  expect(await contentOf(to)).toBe('old');
});
