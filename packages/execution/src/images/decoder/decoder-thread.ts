import { stat } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import sharp from 'sharp';
import { ByteBudget } from '../byte-budget.js';
import { decodeImage } from '../decode-image.js';
import { decodedBytes } from '../decoded-bytes.js';
import { isUnreadable } from '../unreadable.js';
import { areOtherBytes, verifiedBytes, type OtherBytes } from '../verified-bytes.js';
import {
  rowBytes,
  Turns,
  type Decoding,
  type Failure,
  type FromThread,
  type PlacedFile,
  type ThreadSettings,
  type ToThread,
} from './decoding.js';
import { readsAhead } from './in-flight.js';
import { SharedBudget } from './shared-budget.js';

// A thread that decodes images, one at a time, while it reads the files of those after it. It takes them by itself from
// what it was told of, so it never waits for the thread that asked.

const { threads, budget, budgetBytes, threadsPerImage } = workerData as ThreadSettings;
const port = parentPort!;

// With glibc sharp sets it to one whenever a thread loads it.
sharp.concurrency(threadsPerImage);

/** What files that are read and not decoded yet may take, of all threads: a few dozen of the largest photographs. */
const undecodedBytes = 256 * 2 ** 20;
const unread = new ByteBudget(undecodedBytes / threads);
const pictures = new SharedBudget(budget, budgetBytes);

interface Open {
  readonly decoding: Decoding;
  readonly turns: Turns;
}

/** `bytes` hold so much of the room for unread files. */
interface ReadFile {
  readonly bytes: Uint8Array | OtherBytes;
  readonly held: number;
}

interface Taken extends Open {
  readonly file: PlacedFile;
  readonly reading: Promise<ReadFile>;
}

let open: Open[] = [];
let isWorking = false;
/** Room is given in the order in which it is given back. */
let lastRoom: Promise<void> = Promise.resolve();

port.on('message', (message: ToThread) => {
  if (message.type === 'close') {
    open = [];
    return port.close();
  }
  const { decoding } = message;
  open.push({ decoding, turns: new Turns(decoding.turns) });
  if (!isWorking) void work();
});

/** What it throws is a defect, and ends the thread. */
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
  for (let first; (first = open[0]); open.shift()) {
    const file = first.decoding.files[first.turns.take()];
    if (file) return { ...first, file, reading: read(file) };
  }
  return undefined;
}

async function read(file: PlacedFile): Promise<ReadFile> {
  // Reading it says what is wrong with it.
  const held = await stat(file.file).then(
    ({ size }) => size,
    () => 0,
  );
  await (lastRoom = lastRoom.then(() => unread.take(held)));
  return { bytes: await verifiedBytes(file), held };
}

async function decode({ decoding, turns, file, reading }: Taken): Promise<void> {
  const { id, imageSize, pixels } = decoding;
  const { bytes, held } = await reading;
  const place = new Uint8Array(pixels, file.row * rowBytes(imageSize), rowBytes(imageSize));
  const failure = areOtherBytes(bytes) ? bytes : await decodeInto(place, bytes, imageSize);
  unread.give(held);
  if (failure) {
    place.fill(0);
    tell({ type: 'failed', id, row: file.row, failure });
  }
  if (turns.finish(failure !== undefined)) tell({ type: 'done', id });
}

async function decodeInto(
  place: Uint8Array,
  bytes: Uint8Array,
  imageSize: number,
): Promise<Failure | undefined> {
  const size = await decodedBytes(bytes);
  pictures.take(size);
  try {
    const decoded = await decodeImage(bytes, imageSize);
    if (isUnreadable(decoded)) return decoded;
    place.set(decoded);
    return undefined;
  } finally {
    pictures.give(size);
  }
}

const tell = (message: FromThread): void => port.postMessage(message);
