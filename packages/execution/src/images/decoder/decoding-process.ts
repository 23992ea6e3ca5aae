import type { ByteBudget } from '../byte-budget.js';
import {
  rowBytes,
  type Chunk,
  type Failure,
  type FromProcess,
  type ProcessSettings,
  type SharedRoom,
} from './decoding.js';
import { describeEnd } from './describe-end.js';
import { chunksInFlight } from './in-flight.js';
import { PixelFile } from './pixel-file.js';
import { Starter } from './starter.js';

export interface DecodingProcessOptions {
  readonly starter: Starter;
  /** Of the file that pixels go through. */
  readonly folder: Promise<string>;
  readonly settings: ProcessSettings;
  /** What all processes may hold for what is larger than each may by itself. */
  readonly rooms: Readonly<Record<SharedRoom, ByteBudget>>;
  readonly onReady: () => void;
  /** It has ended by itself, and nothing that it was given will come. */
  readonly onEnd: (error: unknown) => void;
}

type ChunkFailures = readonly (readonly [number, Failure])[];

/** A process that decodes, as who asks sees it. */
export class DecodingProcess {
  #id: number | undefined;
  #pid: number | undefined;
  #file: PixelFile | undefined;
  #isReady = false;
  #isClosed = false;
  #chunks = 0;
  #inFlight = 0;
  readonly #waiting = new Map<number, (failures: ChunkFailures) => void>();

  constructor(private readonly options: DecodingProcessOptions) {
    this.#start().catch((error: unknown) => this.#end(error));
  }

  get pid(): number | undefined {
    return this.#pid;
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  /** How many chunks of images of this size it can be given now. */
  roomFor(imageSize: number): number {
    return this.#isReady ? chunksInFlight(imageSize) - this.#inFlight : 0;
  }

  /** Decodes each file into the row beside it, but for those that fail. Comes never if the process ends. */
  async decode(
    { files, imageSize, resize }: Pick<Chunk, 'files' | 'imageSize' | 'resize'>,
    rows: readonly Uint8Array[],
  ): Promise<ReadonlyMap<number, Failure>> {
    const file = this.#file!;
    const id = this.#chunks++;
    const place = file.take(files.length * rowBytes(imageSize));
    this.#inFlight++;
    const failures = await new Promise<ChunkFailures>((resolve) => {
      this.#waiting.set(id, resolve);
      const chunk = { id, files, imageSize, resize, position: place.position };
      this.options.starter.tell(this.#id!, { type: 'decode', chunk });
    });
    const failed = new Map(failures);
    // Of failures at the end nothing may have been written.
    const end = rows.findLastIndex((_, index) => !failed.has(index)) + 1;
    await file.read(rows.slice(0, end), place.position);
    for (const index of failed.keys()) rows[index]!.fill(0);
    file.give(place);
    this.#inFlight--;
    return failed;
  }

  /** Ends it, wherever it is. */
  close(): void {
    this.#isClosed = true;
    this.#isReady = false;
    if (this.#id !== undefined) this.options.starter.end(this.#id);
    this.#file?.close().catch(() => {});
  }

  async #start(): Promise<void> {
    const { starter, folder, settings } = this.options;
    const file = await PixelFile.create(await folder);
    if (this.#isClosed) return file.close();
    this.#file = file;
    this.#id = starter.start(file.path, settings, {
      started: (pid) => {
        this.#pid = pid;
        file.hide().catch((error: unknown) => this.#end(error));
      },
      heard: (message) => this.#hear(message),
      ended: (end) => this.#end(describeEnd(end)),
    });
  }

  #hear(message: FromProcess): void {
    const { starter, rooms, onReady } = this.options;
    if (message.type === 'done') {
      this.#waiting.get(message.id)!(message.failures);
      this.#waiting.delete(message.id);
    } else if (message.type === 'take') {
      const { of, bytes } = message;
      void rooms[of].take(bytes).then(() => {
        if (!this.#isClosed) starter.tell(this.#id!, { type: 'room', of });
      });
    } else if (message.type === 'give') rooms[message.of].give(message.bytes);
    else {
      this.#isReady = true;
      onReady();
    }
  }

  #end(error: unknown): void {
    if (this.#isClosed) return;
    this.close();
    this.options.onEnd(error);
  }
}
