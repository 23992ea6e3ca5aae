import { ArtifactFolder } from '@thaw/tracker';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MistakenImages } from './mistaken-images.js';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'thaw-mistaken-'))));
afterAll(() => rm(folder, { recursive: true }));

it('keeps an image once that several runs are wrong about, as it was then, and none of one that cannot be read', async () => {
  const grey = sharp({ create: { width: 4, height: 4, channels: 3, background: 'grey' } });
  await writeFile(join(folder, 'a.png'), await grey.png().toBuffer());
  const mistake = { truth: 'a', predicted: 'b', probability: 0.9, wrongRuns: 0 };
  const images = new MistakenImages(new ArtifactFolder(folder));
  const wrong = ['a.png', 'gone.png'].map((path) => ({ ...mistake, path }));
  const [first, none] = await images.keep(wrong, 'dataset', { root: folder });
  expect(none).toEqual(wrong[1]);
  await rm(join(folder, 'a.png'));
  expect(await images.keep(wrong, 'dataset', { root: folder })).toEqual([first, none]);
  expect(await readdir(join(folder, 'artifacts'))).toEqual([first!.image]);
  expect((await images.keep(wrong, 'another', { root: folder }))[0]).toEqual(wrong[0]);
});
