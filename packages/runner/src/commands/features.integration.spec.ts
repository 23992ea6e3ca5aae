import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emoji, thaw } from './thaw.fixture.js';

const files = ['1f980.png', '1f981.png', '1f354.png', '1f697.png'];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-features-'));
  await mkdir(join(folder, 'photos', 'more'), { recursive: true });
  for (const [index, file] of files.entries()) {
    await copyFile(join(emoji.root, file), join(folder, 'photos', index > 1 ? 'more' : '', file));
  }
});
afterAll(() => rm(folder, { recursive: true }));

/** Shape and numbers of a `.npy` file of float32. */
async function readNpy(file: string): Promise<{ shape: number[]; data: Float32Array }> {
  const content = await readFile(file);
  const start = 10 + content.readUInt16LE(8);
  const shape = /'shape': \(([\d, ]+)\)/
    .exec(content.toString('latin1', 10, start))![1]!
    .split(',')
    .map(Number);
  return { shape, data: new Float32Array(content.buffer.slice(content.byteOffset + start) as ArrayBuffer) };
}

const extract = (out: string, ...more: readonly string[]) =>
  thaw(['features', '--out', join(folder, out), '--store', join(folder, 'store'), ...more], { cwd: folder });

describe('thaw features', () => {
  it('writes one row an image of a folder, in the order of the listing beside it', async () => {
    const options = ['--backbone', 'efficientnet-lite0', '--images', 'photos', '--image-size', '64'];
    const { code, stderr, stdout } = await extract('photos.npy', ...options);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('4 × 1280 features');
    const { shape, data } = await readNpy(join(folder, 'photos.npy'));
    expect(shape).toEqual([4, 1280]);
    expect(await readFile(join(folder, 'photos.csv'), 'utf8')).toBe(
      ['path', '1f980.png', '1f981.png', 'more/1f354.png', 'more/1f697.png', ''].join('\n'),
    );
    const row = (index: number) => data.slice(index * 1280, (index + 1) * 1280);
    expect(row(0)).not.toEqual(row(1));
    expect(data.every((value) => Number.isFinite(value) && value >= 0)).toBe(true);
  });

  it('gives the features that a sweep would train on, from the same store', async () => {
    const spec = join(folder, 'spec.yaml');
    await writeFile(
      spec,
      `name: f
data: { root: ${emoji.root}, manifest: ${emoji.manifest} }
backbone: { name: efficientnet-lite0, imageSize: 64 }
phases: [{ name: extract, epochs: 1 }]
tracking: { model: none }
`,
    );
    const swept = await thaw(['sweep', '--spec', spec, '--store', join(folder, 'store')]);
    expect(swept.code, swept.stderr).toBe(0);
    const { code, stderr, stdout } = await extract('spec.npy', '--spec', 'spec.yaml');
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('240 × 1280 features');
    expect(stderr).not.toContain('backend');

    const alone = await readNpy(join(folder, 'photos.npy'));
    const paths = (await readFile(join(folder, 'spec.csv'), 'utf8')).split('\n').slice(1);
    const all = await readNpy(join(folder, 'spec.npy'));
    const shared = files
      .map((file, index) => [index, paths.indexOf(file)] as const)
      .filter(([, row]) => row >= 0);
    for (const [index, row] of shared) {
      const [one, other] = [alone.data.subarray(index * 1280), all.data.subarray(row * 1280)];
      const difference = Math.max(
        ...Array.from({ length: 1280 }, (_, place) => Math.abs(one[place]! - other[place]!)),
      );
      expect(difference).toBeLessThan(1e-4);
    }
    expect(shared.length).toBeGreaterThan(0);
  });

  it.each([
    ['neither a spec nor images', [], 'THAW-RUN-NO-SOURCE'],
    [
      'a network that does not exist',
      ['--backbone', 'resnet', '--images', 'photos'],
      'THAW-SPEC-UNKNOWN-BACKBONE',
    ],
    [
      'images too small',
      ['--backbone', 'xception', '--images', 'photos', '--image-size', '40'],
      'THAW-SPEC-IMAGE-SIZE',
    ],
    ['a folder without images', ['--backbone', 'vgg16', '--images', 'nothing'], 'THAW-DATA-NO-IMAGES'],
  ])('says what is wrong with %s', async (_, options, code) => {
    const result = await extract('none.npy', ...options);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain(code);
  });
});
