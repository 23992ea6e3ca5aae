import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { DigestCache } from './digest-cache.js';
import { indexDataset } from './index-dataset.js';

/** A folder of its own for each test, and the index of what is in it. */
export class DatasetFixture {
  private constructor(
    readonly folder: string,
    readonly root: string,
  ) {}

  static async create(): Promise<DatasetFixture> {
    const folder = await mkdtemp(join(tmpdir(), 'thaw-dataset-'));
    const root = join(folder, 'images');
    await mkdir(root);
    return new DatasetFixture(folder, root);
  }

  /** With so many small pictures in each of two classes. */
  static async ofTwoClasses(each: number): Promise<DatasetFixture> {
    const dataset = await DatasetFixture.create();
    for (const name of ['a', 'b'])
      await dataset.images(...Array.from({ length: each }, (_, index) => `${name}/${index}.png`));
    return dataset;
  }

  /** Small pictures, each of another colour. */
  async images(...paths: string[]): Promise<void> {
    for (const path of paths) {
      const shade = Array.from(path).reduce(
        (sum, letter) => (sum * 31 + letter.codePointAt(0)!) & 0xffffff,
        7,
      );
      const background = { r: shade >> 16, g: (shade >> 8) & 255, b: shade & 255 };
      await this.file(
        path,
        await sharp({ create: { width: 4, height: 4, channels: 3, background } })
          .png()
          .toBuffer(),
      );
    }
  }

  async file(path: string, content: string | Uint8Array): Promise<string> {
    const file = join(this.root, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
    return file;
  }

  async manifest(content: string | Uint8Array): Promise<string> {
    const file = join(this.folder, 'labels.csv');
    await writeFile(file, content);
    return file;
  }

  index(manifest?: string) {
    const digests = new DigestCache(join(this.folder, 'digests'));
    return indexDataset({ root: this.root, ...(manifest !== undefined && { manifest }) }, { digests });
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true });
  }
}
