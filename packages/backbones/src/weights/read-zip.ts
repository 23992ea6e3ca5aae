import { crc32, inflateRawSync } from 'node:zlib';
import { fromRandomAccessReaderPromise, RandomAccessReader, type Entry, type ZipFile } from 'yauzl';
import type { ByteSource } from './byte-source.js';
import { Unreadable } from './unreadable.js';

export interface ReadZipOptions {
  isWanted(name: string): boolean;
  /** What is to be read of it takes so much; the entries may hold more, such as other layers. */
  readonly neededBytes: number;
}

/**
 * What entries may grow to, all together: so many times the larger of what they are packed into and what is needed.
 * Trained weights hardly shrink (by a tenth). What does was never trained: the slots of an optimizer, twice the
 * network, or layers on top that are zeros.
 */
const expansion = 8;
/** What deflate makes of a byte at the most (RFC 1951: 258 bytes of two bits). */
const deflateRatio = 1032;
/** Of descriptions, which are text and shrink well; the largest of Keras Applications has a megabyte. */
const descriptionBytes = 16 * 2 ** 20;
/** What an entry's own header takes, its name and what else it holds left out. */
const localHeaderBytes = 30;

/**
 * Unpacks the entries whose name is wanted, into memory; nothing else of the archive is read. What that takes is known from the directory before: its entries
 * share no bytes, so all of them together hold what the file holds. Sizes and CRC-32 are checked.
 */
export async function readZip(
  source: ByteSource,
  options: ReadZipOptions,
): Promise<ReadonlyMap<string, Uint8Array>> {
  try {
    const zip = await fromRandomAccessReaderPromise(new SourceReader(source), source.size);
    const entries: Entry[] = [];
    for await (const entry of zip.eachEntry()) entries.push(entry);
    refuseOverlap(entries);
    const wanted = entries.filter(({ fileName }) => options.isWanted(fileName));
    refuseBomb(wanted, options);
    const contents = new Map<string, Uint8Array>();
    for (const entry of wanted) {
      if (contents.has(entry.fileName)) throw new Unreadable(`a zip with two entries ${entry.fileName}`);
      contents.set(entry.fileName, await unpack(zip, entry, source));
    }
    return contents;
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    const reason = error instanceof Error ? `: ${error.message}` : '';
    throw new Unreadable(`not a whole zip archive${reason}`, undefined, { cause: error });
  }
}

/** Entries that overlap would unpack the same bytes again and again. */
function refuseOverlap(entries: readonly Entry[]): void {
  let [end, before] = [0, ''];
  const inOrder = entries.toSorted((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader);
  for (const { fileName, relativeOffsetOfLocalHeader: start, compressedSize } of inOrder) {
    if (start < end) throw new Unreadable(`a zip whose entries ${before} and ${fileName} overlap`);
    [end, before] = [start + localHeaderBytes + compressedSize, fileName];
  }
}

function refuseBomb(wanted: readonly Entry[], { neededBytes }: ReadZipOptions): void {
  let [packed, unpacked] = [0, 0];
  for (const { fileName, compressedSize, uncompressedSize } of wanted) {
    if (uncompressedSize > deflateRatio * compressedSize)
      throw new Unreadable(
        `${fileName}: ${uncompressedSize} bytes packed into ${compressedSize}, fewer than can be`,
      );
    packed += compressedSize;
    unpacked += uncompressedSize;
  }
  if (unpacked > expansion * Math.max(packed, neededBytes) + descriptionBytes) {
    throw new Unreadable(`${unpacked} bytes packed into ${packed}, for weights of ${neededBytes}`);
  }
}

async function unpack(zip: ZipFile, entry: Entry, source: ByteSource): Promise<Uint8Array> {
  const { fileName, compressedSize, uncompressedSize } = entry;
  if (!entry.canDecodeFileData())
    throw new Unreadable(`${fileName}, encrypted or packed in a way not known here`);
  const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
  const packed = within(source, fileDataStart, compressedSize);
  const isStored = entry.compressionMethod === 0;
  const content = isStored ? packed : inflateRawSync(packed, { maxOutputLength: uncompressedSize || 1 });
  if (content.length !== uncompressedSize || crc32(content) !== entry.crc32)
    throw new Unreadable(`a zip whose entry ${fileName} is not what its checksum says`);
  return content;
}

/** Fewer bytes than are asked for, where a file says that it holds more than it does. */
const within = (source: ByteSource, start: number, length: number): Uint8Array =>
  source.read(Math.min(start, source.size), Math.min(start + length, source.size));

type OnRead = (error: Error | null, bytesRead?: number) => void;

class SourceReader extends RandomAccessReader {
  constructor(private readonly source: ByteSource) {
    super();
  }

  override read(buffer: Buffer, offset: number, length: number, position: number, done: OnRead): void {
    const bytes = within(this.source, position, length);
    buffer.set(bytes, offset);
    // Later, as each entry is read when the one before is done: by calls in calls, many would be too deep.
    setImmediate(done, null, bytes.length);
  }
}
