import { hash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { decodedBatches, type DecodedBatch } from './decoded-batches.js';

const paths = ['0.png', '1.png', 'broken.png', '3.png', '4.png', '5.png', '6.png'];
let root: string;
let rows: { path: string; sha256: string }[];
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'thaw-batches-'));
  for (const [row, path] of paths.entries()) {
    const background = { r: row + 1, g: 0, b: 0 };
    await sharp({ create: { width: 2, height: 2, channels: 3, background } }).toFile(join(root, path));
  }
  await writeFile(join(root, 'broken.png'), 'no image');
  rows = await Promise.all(
    paths.map(async (path) => ({ path, sha256: hash('sha256', await readFile(join(root, path)), 'hex') })),
  );
});
afterAll(() => rm(root, { recursive: true }));

it('gives rows from the first that is wanted, batch by batch, and zeros for one that cannot be read', async () => {
  const batches: DecodedBatch[] = [];
  for await (const batch of decodedBatches(rows, { data: { root }, imageSize: 2, batchSize: 4, start: 1 }))
    batches.push(batch);
  const reds = ({ images, size }: DecodedBatch) =>
    Array.from({ length: size }, (_, index) => images[index * 12]);
  expect(batches.map((batch) => [batch.firstRow, batch.size, reds(batch)])).toEqual([
    [1, 4, [2, 0, 4, 5]],
    [5, 2, [6, 7]],
  ]);
  const skipped = [{ row: 2, path: 'broken.png', reason: 'not an image of a known format' }];
  expect(batches.map((batch) => batch.skipped)).toEqual([skipped, []]);
});

it('fails with the names of all files of a batch that are others than were indexed', async () => {
  const other = { sha256: '0'.repeat(64) };
  const asked = [rows[0]!, { ...rows[1]!, ...other }, { path: 'gone.png', ...other }];
  const batches = decodedBatches(asked, { data: { root }, imageSize: 2, batchSize: 4, start: 0 });
  await expect(batches.next()).rejects.toMatchObject({
    problems: [
      {
        code: 'THAW-DATA-CHANGED',
        found: '\n  1.png: other bytes than were indexed\n  gone.png: there is no such file any more',
      },
    ],
  });
});
