import type { Json } from '@thaw/core';
import { execFile, spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const tool = (name: string) => fileURLToPath(new URL(`../../../../tools/keras/${name}`, import.meta.url));

export interface KerasAnswer {
  /** A row an image. */
  readonly probabilities: number[][];
  /** What is in the file's `metadata.json`. */
  readonly metadata: Readonly<Record<string, Json>>;
}

/** A Keras that loads files and shows them images, until it is closed. */
export class Keras {
  readonly #answers: AsyncIterator<string>;
  #said = '';

  private constructor(
    private readonly process: ChildProcessByStdio<Writable, Readable, Readable>,
    private readonly folder: string,
  ) {
    this.#answers = createInterface(process.stdout)[Symbol.asyncIterator]();
    process.stderr.setEncoding('utf8').on('data', (text: string) => (this.#said += text));
  }

  static async open(): Promise<Keras> {
    const python = (await promisify(execFile)(process.execPath, [tool('setup.mjs')])).stdout.trim();
    const running = spawn(python, [tool('run.py')], { stdio: ['pipe', 'pipe', 'pipe'] });
    return new Keras(running, await mkdtemp(join(tmpdir(), 'thaw-keras-')));
  }

  async predict(file: Uint8Array, images: Uint8Array, shape: readonly number[]): Promise<KerasAnswer> {
    const job = { model: join(this.folder, 'model.keras'), images: join(this.folder, 'images'), shape };
    await writeFile(job.model, file);
    await writeFile(job.images, images);
    this.process.stdin.write(`${JSON.stringify(job)}\n`);
    const { value, done } = await this.#answers.next();
    if (done) throw new Error(this.#said);
    return JSON.parse(value) as KerasAnswer;
  }

  async close(): Promise<void> {
    this.process.stdin.end();
    if (this.process.exitCode === null) await once(this.process, 'exit');
    await rm(this.folder, { recursive: true });
  }
}
