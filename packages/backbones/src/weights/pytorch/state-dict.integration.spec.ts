import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Unreadable } from '../unreadable.js';
import { readAll, torchTensors } from '../torch-tensors.fixture.js';
import { readStateDict } from './state-dict.js';

describe('state dicts of PyTorch', () => {
  const folder = mkdtempSync(join(tmpdir(), 'thaw-torch-files-'));
  beforeAll(() => {
    execFileSync('python3', [fileURLToPath(new URL('write-torch-files.py', import.meta.url)), folder]);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const read = (file: string) => readStateDict(readFileSync(join(folder, file)), 0);
  const numbers = async (file: string, name: string, axes: readonly number[]) => {
    const tensor = (await read(file)).get(name)!.transposed(axes);
    return { shape: tensor.shape, data: [...tensor.read()] };
  };

  it.each(['zip.pth', 'legacy.pth'])(
    'are read from %s, whatever their strides, axes and element types',
    async (file) => {
      expect([...(await read(file)).keys()]).toEqual([
        ...['contiguous', 'channels_last', 'double', 'half', 'brain', 'num_batches_tracked'],
      ]);
      const range = Array.from({ length: 24 }, (_, index) => 0.5 * index);
      expect(await numbers(file, 'contiguous', [0, 1, 2])).toEqual({ shape: [2, 3, 4], data: range });
      // Keras's axis order is the one these numbers lie in, so the transposed tensor counts up.
      expect(await numbers(file, 'channels_last', [0, 2, 1])).toEqual({
        shape: [2, 4, 3],
        data: range.map((x) => x + 3),
      });
      expect((await numbers(file, 'contiguous', [2, 0, 1])).data.slice(0, 4)).toEqual([0, 2, 4, 6]);
      expect((await numbers(file, 'double', [0])).data).toEqual([Math.fround(1 / 3), Math.fround(-1e30)]);
      expect((await numbers(file, 'half', [0])).data).toEqual([1.5, -0.25, 65504, 2 ** -24, Infinity]);
      expect((await numbers(file, 'brain', [0])).data).toEqual([1.5, -(2 ** 100)]);
    },
  );

  it.each(['torch-2.15.pth', 'torch-2.15-legacy.pth'])(
    'are read as PyTorch itself wrote them (%s)',
    async (file) => {
      const tensors = await readStateDict(readFileSync(new URL(file, import.meta.url)), 0);
      expect(readAll(tensors)).toEqual(torchTensors);
      expect(tensors.get('num_batches_tracked')?.shape).toEqual([]);
    },
  );

  it.each(['zip', 'legacy'])('that hold a call are refused and not run (%s)', async (kind) => {
    const file = join(folder, `hostile-${kind}.pth`);
    await expect(readStateDict(readFileSync(file), 0)).rejects.toThrow(
      /uses posix\.mkdir, .* nothing of it was run/,
    );
    expect(existsSync(join(folder, `made-by-${kind}`))).toBe(false);
  });

  it('would have run had Python unpickled them', () => {
    const script =
      'import sys, zipfile, pickle; pickle.load(zipfile.ZipFile(sys.argv[1]).open("small/data.pkl"))';
    execFileSync('python3', ['-c', script, join(folder, 'hostile-zip.pth')]);
    expect(existsSync(join(folder, 'made-by-zip'))).toBe(true);
  });

  it.each([
    ['complex.pth', /uses torch\.ComplexFloatStorage/],
    ['list.pth', /not a state dict/],
    ['checkpoint.pth', /without tensors at its top level/],
  ])('are told from %s', async (file, reason) => {
    await expect(read(file)).rejects.toThrow(reason);
  });

  it.each(['beyond', 'long'])('give no numbers for a tensor that has none to give (%s)', async (name) => {
    const tensor = (await read(`${name}.pth`)).get(name)!.transposed([0]);
    expect(() => tensor.read()).toThrow(Unreadable);
  });

  it('are refused wherever they are cut off', async () => {
    for (const file of ['zip.pth', 'legacy.pth']) {
      const bytes = readFileSync(join(folder, file));
      for (let length = 0; length < bytes.length; length += 7) {
        const reading = readStateDict(bytes.subarray(0, length), 0);
        await expect(reading, `${file} cut to ${length}`).rejects.toThrow(Unreadable);
      }
    }
  });
});
