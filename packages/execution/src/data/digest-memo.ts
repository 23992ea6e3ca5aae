import { rm } from 'node:fs/promises';
import { writeFileAtomically } from '../files/atomic-file.js';
import { readSealed, sealedText } from '../files/state-file.js';

/** What a part is made of at most: a part is one string, and Node has none of more than half a gigabyte. */
const usualPartBytes = 2 ** 27;

/** Of another Thaw, that may be larger; and the last entry of one goes beyond. */
const largestPart = 2 ** 28;

/**
 * What is remembered of the images of a root: files with their checksum as the first line, then `sha256 TAB identity TAB path NUL` for
 * each image, as a path may hold anything but NUL. Of a million images it has several parts. Each is replaced as a whole.
 */
export class DigestMemo {
  constructor(
    /** Path of the first part, without what it ends with. */
    private readonly path: string,
    private readonly partBytes = usualPartBytes,
  ) {}

  /** `sha256 TAB identity` by path. */
  async read(): Promise<Map<string, string>> {
    const entries = new Map<string, string>();
    for (let part = 0; ; part++) {
      const text = await readSealed(this.#file(part), largestPart);
      if (text === undefined) return entries;
      addEntries(text, entries);
    }
  }

  /** What else is remembered of the root, as of images that are gone, stays as far as there is room in the last part. */
  async write(entries: ReadonlyMap<string, string>, paths: readonly string[]): Promise<void> {
    let part = 0;
    let lines: string[] = [];
    let bytes = 0;
    const add = (path: string, entry: string) => {
      const line = `${entry}\t${path}\0`;
      lines.push(line);
      bytes += Buffer.byteLength(line);
    };
    const flush = async () => {
      await writeFileAtomically(this.#file(part++), sealedText(lines.join('')));
      [lines, bytes] = [[], 0];
    };
    const wanted = new Set(paths);
    for (const path of wanted) {
      const entry = entries.get(path);
      if (entry === undefined) continue;
      if (bytes >= this.partBytes) await flush();
      add(path, entry);
    }
    for (const [path, entry] of entries) {
      if (bytes >= this.partBytes) break;
      if (!wanted.has(path)) add(path, entry);
    }
    await flush();
    while (await isRemoved(this.#file(part))) part++;
  }

  #file(part: number): string {
    return `${this.path}${part === 0 ? '' : `-${part}`}.digests`;
  }
}

function addEntries(text: string, entries: Map<string, string>): void {
  let start = 0;
  for (let end = text.indexOf('\0'); end !== -1; end = text.indexOf('\0', start)) {
    const path = text.indexOf('\t', text.indexOf('\t', start) + 1);
    entries.set(text.slice(path + 1, end), text.slice(start, path));
    start = end + 1;
  }
}

const isRemoved = (file: string): Promise<boolean> =>
  rm(file).then(
    () => true,
    () => false,
  );
