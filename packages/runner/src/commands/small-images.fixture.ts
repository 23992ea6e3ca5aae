import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { thaw, type ThawOptions } from './thaw.fixture.js';

/** Class folders with small PNGs, a spec beside them, and stores: all in a folder of its own. */
export class SmallImages {
  private constructor(readonly folder: string) {}

  static async create(classes: readonly string[], imagesOfEach: number): Promise<SmallImages> {
    const dataset = new SmallImages(await mkdtemp(join(tmpdir(), 'thaw-small-')));
    for (const [label, name] of classes.entries()) {
      await mkdir(join(dataset.root, name), { recursive: true });
      for (let index = 0; index < imagesOfEach; index++)
        await dataset.draw(`${name}/${index}.png`, label, index);
    }
    await writeFile(dataset.spec, text);
    return dataset;
  }

  get root(): string {
    return join(this.folder, 'images');
  }

  get spec(): string {
    return join(this.folder, 'small.yaml');
  }

  /** Stripes as wide as the label says, so that there is something to learn. */
  async draw(path: string, label: number, shade: number): Promise<void> {
    const side = 32;
    const pixels = Buffer.alloc(side * side * 3, shade);
    for (let pixel = 0; pixel < side * side; pixel++) {
      if (Math.floor((pixel % side) / (2 + 6 * label)) % 2 === 0)
        pixels.fill(255 - shade, pixel * 3, pixel * 3 + 3);
    }
    const png = sharp(pixels, { raw: { width: side, height: side, channels: 3 } }).png();
    await png.toFile(join(this.root, path));
  }

  /** Runs a command on the spec; the store is a name, or an address. */
  thaw(command: string, store: string, args: readonly string[] = [], options?: ThawOptions) {
    const place = store.includes('://') ? store : join(this.folder, store);
    return thaw([command, '--spec', this.spec, '--store', place, ...args], options);
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true });
  }
}

/** One epoch of a head on a network that needs no download. */
const text = `
name: small
data: { root: images, split: { validation: 0.25 } }
backbone: { name: mobilenetv2, weights: random, imageSize: 32 }
batchSize: 8
phases: [{ name: extract, epochs: 1 }]
tracking: { model: none }
`;
