import { hash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Decoder } from '../images/decoder/decoder.js';
import { decodedBatches, type DecodedBatch } from './decoded-batches.js';
import type { WantedRow } from './wanted-rows.js';

const paths = ['0.png', '1.png', 'broken.png', '3.png'];
let roots: readonly string[];
let rows: WantedRow[];
const decoder = new Decoder(2);
beforeAll(async () => {
  roots = [await mkdtemp(join(tmpdir(), 'thaw-batches-')), await mkdtemp(join(tmpdir(), 'thaw-batches-'))];
  rows = [];
  for (const [row, path] of paths.entries()) {
    // The last lies elsewhere.
    const root = roots[row === 3 ? 1 : 0]!;
    const background = { r: row + 1, g: 0, b: 0 };
    await sharp({ create: { width: 2, height: 2, channels: 3, background } }).toFile(join(root, path));
    if (path === 'broken.png') await writeFile(join(root, path), 'no image');
    const sha256 = hash('sha256', await readFile(join(root, path)), 'hex');
    rows.push({ name: sha256, path, sha256, data: { root } });
  }
});
afterAll(async () => {
  decoder.close();
  await Promise.all(roots.map((root) => rm(root, { recursive: true })));
});

it('gives each image its place, and zeros where there is none or one that cannot be read', async () => {
  const [a, b, broken, elsewhere] = rows as [WantedRow, WantedRow, WantedRow, WantedRow];
  const asked = [
    { places: [undefined, b, broken, elsewhere], stages: [0] },
    { places: [a, undefined], stages: [0, 1] },
  ];
  const batches: DecodedBatch[] = [];
  for await (const batch of decodedBatches(asked, { decoder, imageSize: 2 })) batches.push(batch);
  const reds = ({ images, places }: DecodedBatch) => places.map((_, place) => images[place * 12]);
  expect(batches.map(reds)).toEqual([
    [0, 2, 0, 4],
    [1, 0],
  ]);
  expect(batches.map(({ stages }) => stages)).toEqual([[0], [0, 1]]);
  expect([...batches[0]!.unreadable]).toEqual([[broken.sha256, 'not an image of a known format']]);
  expect(batches[1]!.unreadable.size).toBe(0);
});

it('fails with the names of all files of a batch that are others than were indexed', async () => {
  const other = { sha256: '0'.repeat(64) };
  const places = [rows[0]!, { ...rows[1]!, ...other }, { ...rows[0]!, ...other, path: 'gone.png' }];
  const batches = decodedBatches([{ places, stages: [0] }], { decoder, imageSize: 2 });
  await expect(batches.next()).rejects.toMatchObject({
    problems: [
      {
        code: 'THAW-DATA-CHANGED',
        found: '\n  1.png: other bytes than were indexed\n  gone.png: there is no such file any more',
      },
    ],
  });
});

it('fails with the names of images that are larger than they may be, and leaves none of them out', async () => {
  const places = [
    { ...rows[0]!, maxPixels: 3 },
    { ...rows[1]!, maxPixels: 4 },
  ];
  const batches = decodedBatches([{ places, stages: [0] }], { decoder, imageSize: 2 });
  await expect(batches.next()).rejects.toMatchObject({
    problems: [{ code: 'THAW-DATA-IMAGE-TOO-LARGE', found: '\n  0.png: 4 pixels, 2 × 2' }],
  });
});

it('stops at once when it is aborted', async () => {
  const abort = new AbortController();
  const asked = Array.from({ length: 20 }, () => ({ places: [rows[0]!], stages: [0] }));
  const batches = decodedBatches(asked, { decoder, imageSize: 2, signal: abort.signal });
  const { value } = await batches.next();
  expect(value?.images[0]).toBe(1);
  abort.abort(new Error('enough'));
  await expect(batches.next()).rejects.toThrow('enough');
});
