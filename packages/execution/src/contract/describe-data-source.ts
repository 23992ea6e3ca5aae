import type { DataSource, TestRunner } from '@thaw/core';
import { deepStrictEqual, ok, rejects, strictEqual } from 'node:assert';
import { createHash } from 'node:crypto';

/** An image that a dataset is to be made of. */
export interface GivenImage {
  readonly label: string;
  readonly bytes: Uint8Array;
}

/** A dataset that was just made of given images, and what a test does to it that no port can. */
export interface SourceUnderTest {
  /** Opens it anew, with all that it may have remembered. */
  open(): DataSource;
  change(path: string, bytes: Uint8Array): Promise<void>;
  remove(path: string): Promise<void>;
  close(): Promise<void>;
}

const given: readonly GivenImage[] = ['dogs', 'cats', 'cats', 'dogs', 'Birds', 'Birds'].map(
  (label, index) => ({ label, bytes: new Uint8Array(10 + index).fill(index) }),
);

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const totalBytes = given.reduce((sum, { bytes }) => sum + bytes.length, 0);

type Check = (underTest: SourceUnderTest) => Promise<void>;

const pathsOf = async (source: DataSource) => (await source.list()).images.map(({ path }) => path);

const rules: Readonly<Record<string, Check>> = {
  async 'lists every image once, with its label and all their bytes'({ open }) {
    const source = open();
    const { images, classes, bytes, problems } = await source.list();
    deepStrictEqual(problems, []);
    deepStrictEqual(classes, ['Birds', 'cats', 'dogs']);
    strictEqual(bytes, totalBytes);
    strictEqual(new Set(images.map(({ path }) => path)).size, given.length);
    const digests = await source.identify(images.map(({ path }) => path));
    deepStrictEqual(
      images.map(({ label }, index) => `${label} ${digests[index]}`).toSorted(),
      given.map((image) => `${image.label} ${sha256(image.bytes)}`).toSorted(),
    );
  },
  async 'names images alike whenever it is opened, with forward slashes'({ open }) {
    const paths = await pathsOf(open());
    deepStrictEqual(await pathsOf(open()), paths);
    for (const path of paths) ok(!path.includes('\\'), path);
  },
  async 'identifies what it reads, in the order that is asked for, listed or not'({ open }) {
    const paths = (await pathsOf(open())).toReversed();
    const source = open();
    const digests = await source.identify(paths);
    for (const [index, path] of paths.entries()) {
      const bytes = await source.read(path);
      strictEqual(sha256(bytes), digests[index]);
      strictEqual(await source.size(path), bytes.length);
    }
  },
  async 'sees that an image was changed'({ open, change }) {
    const [path] = await pathsOf(open());
    const before = await open().identify([path!]);
    const bytes = new TextEncoder().encode('another picture');
    await change(path!, bytes);
    const source = open();
    deepStrictEqual(await source.identify([path!]), [sha256(bytes)]);
    ok(before[0] !== sha256(bytes));
    deepStrictEqual(new Uint8Array(await source.read(path!)), bytes);
  },
  async 'has no bytes of what is not there'({ open, remove }) {
    const [path] = await pathsOf(open());
    await remove(path!);
    await rejects(open().read(path!));
    strictEqual(await open().size(path!), 0);
  },
  async 'lists no image that is gone, or says that it is missing'({ open, remove }) {
    const [path] = await pathsOf(open());
    await remove(path!);
    const { images, problems } = await open().list();
    ok(problems.length > 0 || images.every((image) => image.path !== path));
  },
};

/**
 * The contract of a `DataSource` as a test suite. The function that it is given makes a dataset of images; how they are
 * named is its own affair.
 */
export function describeDataSource(
  name: string,
  make: (images: readonly GivenImage[]) => Promise<SourceUnderTest>,
  { describe, it }: TestRunner,
): void {
  describe(`${name} keeps the contract of a data source`, () => {
    for (const [says, check] of Object.entries(rules)) {
      it(says, async () => {
        const underTest = await make(given);
        try {
          await check(underTest);
        } finally {
          await underTest.close();
        }
      });
    }
  });
}
