import type { Progress } from '@thaw/core';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lookAtImages } from './look-at-images.js';

let folder: string;
const source = { read: (path: string) => readFile(join(folder, path)), size: () => Promise.resolve(1000) };
const grey = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: 'grey' } });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-look-'));
  await grey(30, 20).png().toFile(join(folder, 'a.png'));
  await grey(30, 20).withMetadata({ orientation: 6 }).jpeg().toFile(join(folder, 'turned.jpg'));
  const whole = await grey(300, 200).jpeg().toBuffer();
  await writeFile(join(folder, 'cut.jpg'), whole.subarray(0, whole.length / 2));
  await writeFile(join(folder, 'text.png'), 'text');
});
afterAll(() => rm(folder, { recursive: true }));

it('says of each image how large it is when it is upright, or why it cannot be read', async () => {
  const seen: Progress[] = [];
  const looks = await lookAtImages(source, ['a.png', 'turned.jpg', 'cut.jpg', 'text.png', 'none.png'], {
    onProgress: (progress) => seen.push(progress),
  });
  expect(looks).toMatchObject([
    { width: 30, height: 20 },
    { width: 20, height: 30 },
    { unreadable: 'damaged or cut off' },
    { unreadable: 'not an image of a known format' },
    { unreadable: 'it cannot be opened (ENOENT)' },
  ]);
  expect(seen.at(-1)).toMatchObject({ done: 5, total: 5, unit: 'images' });
});

it('stops when it is told to', async () => {
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(lookAtImages(source, ['a.png'], { signal })).rejects.toThrow('enough');
});
