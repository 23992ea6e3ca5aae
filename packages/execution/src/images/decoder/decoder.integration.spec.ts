import { execFileSync, spawn } from 'node:child_process';
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { largestWebp } from '../pictures.fixture.js';
import { Decoder, type DecodedRows } from './decoder.js';
import type { PlacedFile } from './decoding.js';
import { unreadBytes } from './in-flight.js';

const entry = createRequire(import.meta.url).resolve('@thaw/execution/decoder-starter');
const built = pathToFileURL(join(dirname(entry), 'decoder.js')).href;

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

const reds = ({ pixels }: Pick<DecodedRows, 'pixels'>) =>
  Array.from({ length: pixels.length / (side * side * 3) }, (_, row) => pixels[row * side * side * 3]);

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

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

  it('leaves what nobody waits for any more', async () => {
    const cancelled = decoder.decode(files, files.length, side);
    cancelled.cancel();
    const { failures } = await decoder.decode(files, files.length, side).decoded;
    expect(failures.size).toBe(0);
    const nothing = Promise.resolve('nothing');
    expect(await Promise.race([cancelled.decoded, nothing])).toBe('nothing');
  });

  it('finishes first what was asked for first', async () => {
    const decoder = new Decoder(1);
    const order: number[] = [];
    const asked = Array.from({ length: 6 }, (_, index) =>
      decoder.decode(files, files.length, side).decoded.then((decoded) => {
        order.push(index);
        return decoded;
      }),
    );
    for (const decoded of await Promise.all(asked))
      expect(reds(decoded)).toEqual(files.map(({ row }) => row + 1));
    expect(order).toEqual([0, 1, 2, 3, 4, 5]);
    decoder.close();
  });

  it('decodes to several sizes at once, also one image into rows apart from each other', async () => {
    const sides = [8, 100, 8, 300, 100];
    const all = sides.map(
      (size) =>
        decoder.decode([files[3]!, { ...files[4]!, row: 6 }, { ...files[3]!, row: 0 }], 7, size).decoded,
    );
    for (const [index, { pixels }] of (await Promise.all(all)).entries()) {
      const bytes = sides[index]! ** 2 * 3;
      const firsts = Array.from({ length: 7 }, (_, row) => [
        pixels[row * bytes],
        pixels[(row + 1) * bytes - 3],
      ]);
      expect(firsts.map(([first]) => first)).toEqual([4, 0, 0, 4, 0, 0, 5]);
      expect(firsts.map(([, last]) => last)).toEqual(firsts.map(([first]) => first));
    }
  });

  it('decodes to squares that images meet in several ways', async () => {
    const wide = sharp({ create: { width: 8, height: 4, channels: 3, background: 'red' } });
    const file = await identified('wide.png', await wide.png().toBuffer(), 0);
    const letterbox = { mode: 'letterbox', interpolation: 'bilinear', colour: [7, 7, 7] } as const;
    const all = [undefined, letterbox].map((resize) => decoder.decode([file], 1, side, resize).decoded);
    const firsts = (await Promise.all(all)).map(({ pixels }) => [...pixels.subarray(0, 3)]);
    expect(firsts).toEqual([
      [255, 0, 0],
      [7, 7, 7],
    ]);
  });

  it('decodes pictures that are larger than what there is room for, one after the other', async () => {
    const narrow = new Decoder(2, 1);
    await narrow.start(side);
    const { pixels, failures } = await narrow.decode(files, files.length, side).decoded;
    narrow.close();
    expect(reds({ pixels })).toEqual(files.map(({ row }) => row + 1));
    expect(failures.size).toBe(0);
  });

  it('reads files that are larger than what there is room for, one after the other', async () => {
    const header = Buffer.from('89504e470d0a1a0a', 'hex');
    const bytes = Buffer.concat([header, Buffer.alloc(unreadBytes / 2 + 1)]);
    const large = await Promise.all([0, 1].map((row) => identified(`large-${row}.png`, bytes, row)));
    const { failures } = await decoder.decode([...large, files[2]!], 3, side).decoded;
    expect(failures).toEqual(new Map([0, 1].map((row) => [row, { unreadable: 'damaged or cut off' }])));
    for (const { file } of large) await rm(file);
  });

  it('fails all that is pending, and what is asked later, when one of its processes is killed', async () => {
    const failing = new Decoder(2);
    await failing.start(side);
    const pending = [0, 1].map(() => failing.decode(files, files.length, side).decoded);
    process.kill(failing.pids[0]!, 'SIGKILL');
    const memory = [{ code: 'THAW-RUN-OUT-OF-MEMORY', found: 'it was ended by SIGKILL' }];
    for (const decoded of pending) await expect(decoded).rejects.toMatchObject({ problems: memory });
    await expect(failing.decode(files, files.length, side).decoded).rejects.toMatchObject({
      problems: memory,
    });
    await expect(failing.start(side)).rejects.toMatchObject({ problems: memory });
  });

  it('has a failure heard by whoever waits, and by nobody where others wait for nothing yet', async () => {
    const failing = new Decoder(2);
    await failing.start(side);
    // An unhandled rejection would fail this run of the tests.
    failing.decode(files, files.length, side);
    const { decoded } = failing.decode(files, files.length, side);
    failing.decode(files, files.length, side);
    process.kill(failing.pids[1]!, 'SIGABRT');
    await expect(decoded).rejects.toMatchObject({
      problems: [{ code: 'THAW-RUN-WORKER-DIED', found: 'it was ended by SIGABRT' }],
    });
  });

  it('lives on when a terminal or a scheduler signals all processes, and leaves none behind', async () => {
    const signalled = new Decoder(2);
    await signalled.start(side);
    const { pids } = signalled;
    for (const pid of pids) for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.kill(pid, signal);
    expect(reds(await signalled.decode(files, files.length, side).decoded)).toHaveLength(files.length);
    signalled.close();
    await expect.poll(() => pids.filter(isAlive)).toEqual([]);
  });

  it('says why an image has no pixels, and whether its bytes or its file are to blame', async () => {
    const [broken, other, gone] = [
      await identified('broken.png', 'no image', 0),
      await identified('other.png', 'this', 1),
      await identified('gone.png', 'that', 2),
    ];
    await copyFile(broken.file, other.file);
    await rm(gone.file);
    const large = { ...(await identified('large.png', largestWebp(), 3)), maxPixels: 1e6 };
    const pipe = await identified('pipe.png', 'was a file', 4);
    await rm(pipe.file);
    execFileSync('mkfifo', [pipe.file]);
    const { pixels, failures } = await decoder.decode([broken, other, gone, large, pipe], 5, side).decoded;
    expect(failures).toEqual(
      new Map<number, unknown>([
        [0, { unreadable: 'not an image of a known format' }],
        [1, { other: 'other bytes than were indexed' }],
        [2, { other: 'there is no such file any more' }],
        [3, expect.objectContaining({ refused: 'pixels', maxPixels: 1e6 })],
        [4, { other: 'it is no regular file any more' }],
      ]),
    );
    expect(pixels.every((value) => value === 0)).toBe(true);
  });

  it('ends with a parent that is killed', async () => {
    const script = `
      import { Decoder } from '${built}';
      const decoder = new Decoder(2);
      await decoder.start(8);
      console.log(JSON.stringify(decoder.pids));`;
    const parent = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = (await once(parent.stdout, 'data')) as [Buffer];
    const pids = JSON.parse(said.toString()) as number[];
    expect(pids).toHaveLength(2);
    expect(pids.every(isAlive)).toBe(true);
    parent.kill('SIGKILL');
    await expect.poll(() => pids.filter(isAlive), { timeout: 10_000 }).toEqual([]);
  });

  // Last, since all decoders of a process end with it.
  it('fails when the process has ended that starts the others, and a later one has a new one', async () => {
    const failing = new Decoder(1);
    await failing.start(side);
    const starter = execFileSync('ps', ['-o', 'ppid=', '-p', `${failing.pids[0]}`]).toString();
    const { decoded } = failing.decode([...files, ...files], files.length, side);
    process.kill(Number(starter), 'SIGKILL');
    await expect(decoded).rejects.toMatchObject({ problems: [{ found: 'it was ended by SIGKILL' }] });
    const later = new Decoder(1);
    expect(reds(await later.decode(files, files.length, side).decoded)).toHaveLength(files.length);
    later.close();
  });
});
