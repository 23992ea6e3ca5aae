import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseCsv } from '../csv.js';
import { writeNpy } from './write-npy.js';
import { writePaths } from './write-paths.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-npy-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function* rows() {
  yield Float32Array.of(1, -2.5, 1e-7);
  yield new Float32Array([9, 0, NaN, Infinity]).subarray(1);
}

const hasNumpy = (() => {
  try {
    execFileSync('python3', ['-c', 'import numpy'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

describe('writeNpy', () => {
  it('writes the header that numpy.lib.format describes, and the numbers from a multiple of 64', async () => {
    const file = join(folder, 'a.npy');
    await writeNpy(file, [2, 3], rows());
    const bytes = await readFile(file);
    expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x93NUMPY\x01\x00');
    const start = 10 + bytes.readUInt16LE(8);
    expect(start % 64).toBe(0);
    expect(bytes.subarray(10, start).toString()).toMatch(
      /^{'descr': '<f4', 'fortran_order': False, 'shape': \(2, 3\), } *\n$/,
    );
    const numbers = Array.from({ length: 6 }, (_, index) => bytes.readFloatLE(start + 4 * index));
    expect(numbers).toEqual([1, -2.5, Math.fround(1e-7), 0, NaN, Infinity]);
    expect(bytes).toHaveLength(start + 24);
  });

  it('writes arrays of one dimension and without numbers', async () => {
    for (const [shape, literal] of [
      [[4], '(4,)'],
      [[0, 7], '(0, 7)'],
    ] as const) {
      const file = join(folder, `${shape.length}.npy`);
      await writeNpy(file, shape, [new Float32Array(shape[0])]);
      expect((await readFile(file)).toString('latin1')).toContain(`'shape': ${literal}`);
    }
  });

  it('leaves nothing behind when the rows do not fill the shape, or fail', async () => {
    const file = join(folder, 'broken.npy');
    await expect(writeNpy(file, [3, 3], rows())).rejects.toThrow('an array of 3 × 3 was given 6 numbers');
    const failing = (async function* () {
      yield* rows();
      throw new Error('no more');
    })();
    await expect(writeNpy(file, [3, 3], failing)).rejects.toThrow('no more');
    expect((await readdir(folder)).filter((name) => name.startsWith('broken'))).toEqual([]);
  });

  it.runIf(hasNumpy)('is read by NumPy', async () => {
    const file = join(folder, 'b.npy');
    await writeNpy(file, [2, 3], rows());
    const script = 'import numpy, sys; a = numpy.load(sys.argv[1]); print(a.dtype, a.shape, a.tolist())';
    const output = execFileSync('python3', ['-c', script, file], { encoding: 'utf8' });
    expect(output.trim()).toBe('float32 (2, 3) [[1.0, -2.5, 1.0000000116860974e-07], [0.0, nan, inf]]');
  });
});

describe('writePaths', () => {
  it('writes a table of paths, quoted where they need it', async () => {
    const file = join(folder, 'a.csv');
    const paths = ['cats/1.jpg', 'dogs/a, "b".jpg', ' cats/2.jpg', 'two\nlines.png'];
    await writePaths(file, paths);
    const table = parseCsv(await readFile(file, 'utf8')).map((row) => row.map(({ value }) => value));
    expect(table).toEqual([['path'], ...paths.map((path) => [path])]);
  });
});
