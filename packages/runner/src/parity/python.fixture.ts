import { execFile, spawn, type ChildProcessByStdio } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { NumericArray, Shape, Weights } from '@thaw/core';

/** Raw and row-major. */
export interface ArrayFile {
  readonly file: string;
  readonly shape: Shape;
  readonly dtype: 'float32' | 'uint8' | 'int32';
}

/** A script of `tools/FOLDER` in a process of its own, as what it imports is slow to start: it takes folders, and answers each when what is asked there is done. */
export class PythonScript {
  readonly #answers: AsyncIterator<string>;

  private constructor(
    private readonly name: string,
    private readonly process: ChildProcessByStdio<Writable, Readable, null>,
  ) {
    this.#answers = createInterface({ input: process.stdout })[Symbol.asyncIterator]();
  }

  static async start(folder: string, script: string): Promise<PythonScript> {
    const tools = fileURLToPath(new URL(`../../../../tools/${folder}/`, import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [join(tools, 'setup.mjs')]);
    const running = spawn(stdout.trim(), [join(tools, script)], { stdio: ['pipe', 'pipe', 'inherit'] });
    return new PythonScript(script, running);
  }

  async answer(folder: string): Promise<void> {
    this.process.stdin.write(`${folder}\n`);
    const { done } = await this.#answers.next();
    if (done) throw new Error(`${this.name} has stopped; what it said is above`);
  }

  stop(): void {
    this.process.stdin.end();
  }
}

export async function readArrays(
  folder: string,
  arrays: Readonly<Record<string, ArrayFile>>,
): Promise<Weights> {
  const weights = new Map<string, NumericArray>();
  for (const [path, { file, shape }] of Object.entries(arrays)) {
    const { buffer, byteOffset, byteLength } = await readFile(join(folder, file));
    weights.set(path, { shape, data: new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength)) });
  }
  return weights;
}
