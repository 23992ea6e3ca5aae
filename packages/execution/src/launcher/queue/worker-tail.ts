import { openRegular } from '../../files/open-regular.js';
import { workerLines, workerNames, parseWorkerLine, type WorkerLine } from '../../queue/index.js';

/** What is read of one file at once, at most. What has no end by then is no line that a worker writes. */
const pieceBytes = 2 ** 22;

/** Reads on in what workers say, each from where it has come to. */
export class WorkerTail {
  readonly #offsets = new Map<string, number>();

  constructor(private readonly queue: string) {}

  /** What is new, each line once, those of a worker in order. */
  async read(): Promise<readonly (readonly [worker: string, line: WorkerLine])[]> {
    const found: [string, WorkerLine][] = [];
    for (const worker of await workerNames(this.queue)) {
      const text = await this.#next(worker);
      for (const each of text.split('\n')) {
        const line = each === '' ? undefined : parseWorkerLine(each);
        if (line) found.push([worker, line]);
      }
    }
    return found;
  }

  /** Whole lines only: the last one may be under way. */
  async #next(worker: string): Promise<string> {
    const offset = this.#offsets.get(worker) ?? 0;
    const opened = await openRegular(workerLines(this.queue, worker)).catch(() => undefined);
    if (!opened) return '';
    const { handle, size } = opened;
    try {
      if (size <= offset) return '';
      const piece = Buffer.alloc(Math.min(size - offset, pieceBytes));
      const { bytesRead } = await handle.read(piece, 0, piece.length, offset);
      const end = piece.subarray(0, bytesRead).lastIndexOf(10) + 1;
      this.#offsets.set(worker, offset + (end === 0 && bytesRead === pieceBytes ? bytesRead : end));
      return piece.toString('utf8', 0, end);
    } finally {
      await handle.close();
    }
  }
}
