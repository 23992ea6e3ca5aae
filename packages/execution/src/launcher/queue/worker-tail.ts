import { openRegular } from '../../files/open-regular.js';
import { parseWorkerLine, workerLines, type WorkerLine } from '../../queue/index.js';

/** What is read of one file at once, at most. What has no end by then is no line that a worker writes. */
const pieceBytes = 2 ** 22;

/** Reads on in what workers say, each from where it has come to. */
export class WorkerTail {
  readonly #offsets = new Map<string, number>();
  /** What was read and not given yet, last line first. */
  readonly #read = new Map<string, WorkerLine[]>();

  constructor(private readonly queue: string) {}

  /** The next line of a worker, in order and each once; undefined where it has said no more. */
  async next(worker: string): Promise<WorkerLine | undefined> {
    const before = this.#read.get(worker)?.pop();
    if (before) return before;
    const text = await this.#more(worker);
    const lines = text.split('\n').flatMap((each) => (each === '' ? [] : (parseWorkerLine(each) ?? [])));
    this.#read.set(worker, lines.reverse());
    return lines.pop();
  }

  /** Whole lines only: the last one may be under way. */
  async #more(worker: string): Promise<string> {
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
