import { hash } from 'node:crypto';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Decoder, type DecodedRows } from './decoder.js';
import type { PlacedFile } from './decoding.js';

const side = 8;
let folder: string;
let files: PlacedFile[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-decoder-'));
  files = [];
  for (let row = 0; row < 20; row++) {
    // Every third is large, so that they would come out of order by themselves.
    const large = row % 3 === 0 ? 600 : 4;
    const background = { r: row + 1, g: 0, b: 0 };
    const image = sharp({ create: { width: large, height: large, channels: 3, background } });
    files.push(await identified(`${row}.png`, await image.png().toBuffer(), row));
  }
});
afterAll(() => rm(folder, { recursive: true }));

const decoder = new Decoder(2);
afterAll(() => decoder.close());

async function identified(name: string, bytes: Uint8Array | string, row: number): Promise<PlacedFile> {
  const file = join(folder, name);
  await writeFile(file, bytes);
  return { file, sha256: hash('sha256', bytes, 'hex'), row };
}

const reds = ({ pixels }: DecodedRows) =>
  Array.from({ length: pixels.length / (side * side * 3) }, (_, row) => pixels[row * side * side * 3]);

describe('a decoder', () => {
  it('puts each image into its row, and nothing into others, in memory that was used before too', async () => {
    const first = await decoder.decode(files, files.length, side).decoded;
    expect(reds(first)).toEqual(files.map(({ row }) => row + 1));
    const { buffer } = first.pixels;
    first.release();
    first.release();
    const second = await decoder.decode(files.slice(5, 7), files.length, side).decoded;
    expect(second.pixels.buffer).toBe(buffer);
    expect(reds(second)).toEqual(files.map(({ row }) => (row === 5 || row === 6 ? row + 1 : 0)));
    expect((await decoder.decode([], 2, side).decoded).pixels).toEqual(new Uint8Array(2 * side * side * 3));
  });

  it('goes on while the thread that asks is blocked', async () => {
    const empty = await decoder.decode([], files.length, side).decoded;
    empty.release();
    const { decoded } = decoder.decode(files, files.length, side);
    const start = performance.now();
    const sleeping = new Int32Array(new SharedArrayBuffer(4));
    // Nothing else of this thread runs meanwhile.
    while (!reds(empty).every((red) => red !== 0) && performance.now() - start < 30_000)
      Atomics.wait(sleeping, 0, 0, 10);
    expect(reds(empty)).toEqual(files.map(({ row }) => row + 1));
    expect((await decoded).pixels.buffer).toBe(empty.pixels.buffer);
  });

  it('leaves what nobody waits for any more', async () => {
    const cancelled = decoder.decode(files, files.length, side);
    cancelled.cancel();
    const { failures } = await decoder.decode(files, files.length, side).decoded;
    expect(failures.size).toBe(0);
    const nothing = Promise.resolve('nothing');
    expect(await Promise.race([cancelled.decoded, nothing])).toBe('nothing');
  });

  it('fails all that is pending, and what is asked later, when one of its threads ends', async () => {
    const failing = new Decoder(2);
    const pending = failing.decode(files, files.length, side).decoded;
    // There is no such row, which is a defect of whoever asks.
    const defective = failing.decode([{ ...files[0]!, row: 10_000 }], 1, side).decoded;
    const found = await Promise.allSettled([pending, defective]);
    const failure = /a thread that decodes images has ended: .*(length|offset)/i;
    expect(found[1]).toMatchObject({ status: 'rejected', reason: { cause: { name: 'RangeError' } } });
    await expect(defective).rejects.toThrow(failure);
    await expect(failing.decode(files, files.length, side).decoded).rejects.toThrow(failure);
  });

  it('has a failure heard by whoever waits, and by nobody where others wait for nothing yet', async () => {
    const failing = new Decoder(2);
    const many = Array.from({ length: 4 }, () => files).flat();
    // An unhandled rejection would fail this run of the tests.
    failing.decode(many, files.length, side);
    const wrong = Array.from({ length: 4 }, () => ({ ...files[0]!, row: 10_000 }));
    const { decoded } = failing.decode(wrong, 1, side);
    failing.decode(many, files.length, side);
    await expect(decoded).rejects.toThrow('has ended');
    await setTimeout(50);
  });

  it('opens every image while other threads start', async () => {
    const others = Array.from({ length: 4 }, () => new Decoder(2));
    const many = Array.from({ length: 2 }, () => files).flat();
    // Each begins with threads of its own, which load all that decodes while those before them decode.
    const found = await Promise.all(others.map((each) => each.decode(many, files.length, side).decoded));
    for (const each of others) each.close();
    expect(found.map(({ failures }) => failures.size)).toEqual(others.map(() => 0));
  });

  it('says why an image has no pixels, and whether its bytes or its file are to blame', async () => {
    const [broken, other, gone] = [
      await identified('broken.png', 'no image', 0),
      await identified('other.png', 'this', 1),
      await identified('gone.png', 'that', 2),
    ];
    await copyFile(broken.file, other.file);
    await rm(gone.file);
    const { pixels, failures } = await decoder.decode([broken, other, gone], 3, side).decoded;
    expect(failures).toEqual(
      new Map([
        [0, { unreadable: 'not an image of a known format' }],
        [1, { other: 'other bytes than were indexed' }],
        [2, { other: 'there is no such file any more' }],
      ]),
    );
    expect(pixels.every((value) => value === 0)).toBe(true);
  });
});
