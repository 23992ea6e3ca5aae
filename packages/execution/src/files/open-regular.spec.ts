import { execFileSync } from 'node:child_process';
import { appendFile, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { NoRegularFile, openRegular, readRegular } from './open-regular.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-regular-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('reads a file, and waits for no pipe, device or folder', async () => {
  const [file, pipe] = [join(folder, 'file'), join(folder, 'pipe')];
  await writeFile(file, 'abc');
  expect(Buffer.from(await readRegular(file)).toString()).toBe('abc');
  execFileSync('mkfifo', [pipe]);
  for (const other of [pipe, '/dev/zero', folder])
    await expect(readRegular(other)).rejects.toThrow(NoRegularFile);
  await expect(readRegular(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'ENOENT' });
});

it('refuses a file of which Node cannot read all at once', async () => {
  const file = join(folder, 'holes');
  await writeFile(file, '');
  await truncate(file, 2 ** 31);
  await expect(readRegular(file)).rejects.toMatchObject({
    problems: [{ code: 'THAW-DATA-IMAGE-TOO-LARGE', found: `${file}: 2,147,483,648 bytes` }],
  });
});

it('knows how long a file was when it was opened', async () => {
  const file = join(folder, 'growing');
  await writeFile(file, 'abc');
  const { handle, size } = await openRegular(file);
  await appendFile(file, 'more');
  await handle.close();
  expect(size).toBe(3);
});
