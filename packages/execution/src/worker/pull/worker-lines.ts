import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import type { WorkerLine } from '../../queue/index.js';

/** Without the time, of each kind of line. */
export type Said<Line = WorkerLine> = Line extends WorkerLine ? Omit<Line, 'timeMs'> : never;

/** Where a worker tells of itself. Each line is forced to the disk, as other machines see nothing of it before. */
export class WorkerLines {
  readonly #file: number;

  constructor(file: string) {
    this.#file = openSync(file, 'a');
  }

  say(line: Said): void {
    writeSync(this.#file, `${JSON.stringify({ ...line, timeMs: Date.now() })}\n`);
    fdatasyncSync(this.#file);
  }

  close(): void {
    closeSync(this.#file);
  }
}
