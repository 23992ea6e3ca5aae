import { once } from 'node:events';
import { writeSync } from 'node:fs';
import sharp from 'sharp';
import { Deferred } from '../../stages/deferred.js';
import { ByteBudget } from '../byte-budget.js';
import { decodeWithin } from '../decode-within.js';
import { areOtherBytes, verifiedBytes, type ImageFile, type OtherBytes } from '../verified-bytes.js';
import {
  pixelsDescriptor,
  rowBytes,
  type Chunk,
  type Failure,
  type FromProcess,
  type ProcessSettings,
  type ToProcess,
} from './decoding.js';
import { endWithParentOnly } from './ending.js';
import { readsAhead } from './in-flight.js';
import { RoomOfParent } from './room-of-parent.js';

// A process that decodes images, one at a time, while it reads the files of those after it. Pixels go into a file that it was
// started with.

// As many processes as cores are busy with other images.
sharp.concurrency(1);

endWithParentOnly();

const [{ shares }] = (await once(process, 'message')) as [ProcessSettings];

/** `held` is what the bytes take of the room for unread files. */
interface ReadFile {
  readonly bytes: Uint8Array | OtherBytes;
  readonly held: number;
}

interface OpenChunk {
  readonly chunk: Chunk;
  next: number;
  readonly failures: [number, Failure][];
}

interface Taken {
  readonly of: OpenChunk;
  readonly index: number;
  readonly reading: Promise<ReadFile>;
}

const unread = new ByteBudget(shares.files);
const rooms = {
  files: new RoomOfParent('files', shares.files, tell),
  pictures: new RoomOfParent('pictures', shares.pictures, tell),
};
const open: OpenChunk[] = [];
let isWorking = false;
/** Room is given in the order in which files are decoded, and so given back. */
let lastRoom: Promise<void> = Promise.resolve();

process.on('message', (message: ToProcess) => {
  if (message.type === 'room') return rooms[message.of].hear();
  open.push({ chunk: message.chunk, next: 0, failures: [] });
  if (!isWorking) void work();
});
tell({ type: 'ready' });

/** What it throws is a defect, and ends the process. */
async function work(): Promise<void> {
  isWorking = true;
  const taken: Taken[] = [];
  for (;;) {
    while (taken.length <= readsAhead) {
      const image = take();
      if (!image) break;
      taken.push(image);
    }
    const image = taken.shift();
    if (!image) break;
    await decode(image);
  }
  isWorking = false;
}

function take(): Taken | undefined {
  const [of] = open;
  if (!of) return undefined;
  const index = of.next++;
  const { files } = of.chunk;
  if (of.next === files.length) open.shift();
  return { of, index, reading: read(files[index]!) };
}

async function read(file: ImageFile): Promise<ReadFile> {
  const before = lastRoom;
  const turn = new Deferred<void>();
  lastRoom = turn.promise;
  let held = 0;
  const bytes = await verifiedBytes(file, async (size) => {
    // Whichever is opened first: one that is decoded later would hold what an earlier one waits for.
    await before;
    await unread.take(size);
    await rooms.files.take(size);
    held = size;
    turn.resolve();
  });
  // What could not be opened has asked for no room, and lets nobody past those before it.
  void before.then(() => turn.resolve());
  return { bytes, held };
}

async function decode({ of: { chunk, failures }, index, reading }: Taken): Promise<void> {
  const { id, files, imageSize, resize, position } = chunk;
  const { bytes, held } = await reading;
  const { maxPixels = Infinity } = files[index]!;
  const decoded = areOtherBytes(bytes)
    ? bytes
    : await decodeWithin(bytes, imageSize, { maxPixels, room: rooms.pictures, resize });
  unread.give(held);
  rooms.files.give(held);
  if (decoded instanceof Uint8Array) write(decoded, position + index * rowBytes(imageSize));
  else failures.push([index, decoded]);
  if (index === files.length - 1) tell({ type: 'done', id, failures });
}

/** Memory is copied faster than another thread is woken. */
function write(pixels: Uint8Array, position: number): void {
  for (let at = 0; at < pixels.length;)
    at += writeSync(pixelsDescriptor, pixels, at, pixels.length - at, position + at);
}

function tell(message: FromProcess): void {
  process.send!(message);
}
