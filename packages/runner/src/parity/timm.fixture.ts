import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NumericArray, Weights } from '@thaw/core';
import { PythonScript, readArrays, type ArrayFile } from './python.fixture.js';

/** As tools/torch/timm-parity.py says. */
interface TimmJob {
  readonly name: string;
  readonly tag: string;
  readonly sizes: readonly number[];
  readonly salt: number;
  readonly cuts: Readonly<Record<string, string>>;
  readonly trained: readonly string[];
  readonly classes: number;
}

export interface TimmFeatures {
  readonly outputs: Weights;
  readonly gradients: Weights;
  /** The kernel of the classifier that the gradients are of, as it lies here. */
  readonly head: NumericArray;
}

export interface TimmResults {
  /** As timm saves it. */
  readonly weightsFile: string;
  readonly bySize: ReadonlyMap<number, TimmFeatures>;
}

/** timm in a process of its own, for PyTorch is slow to start. */
export class Timm {
  private constructor(private readonly script: PythonScript) {}

  static async start(): Promise<Timm> {
    return new Timm(await PythonScript.start('torch', 'timm-parity.py'));
  }

  /** What it comes to, while `use` does something with it. */
  async run<Result>(job: TimmJob, use: (results: TimmResults) => Promise<Result>): Promise<Result> {
    const folder = await mkdtemp(join(tmpdir(), 'thaw-timm-'));
    try {
      await writeFile(join(folder, 'job.json'), JSON.stringify(job));
      await this.script.answer(folder);
      type Arrays = Readonly<Record<string, ArrayFile>>;
      const written = JSON.parse(await readFile(join(folder, 'results.json'), 'utf8')) as Readonly<
        Record<string, { outputs: Arrays; gradients: Arrays; head: ArrayFile }>
      >;
      const bySize = new Map<number, TimmFeatures>();
      for (const [size, { outputs, gradients, head }] of Object.entries(written))
        bySize.set(Number(size), {
          outputs: await readArrays(folder, outputs),
          gradients: await readArrays(folder, gradients),
          head: (await readArrays(folder, { head })).get('head')!,
        });
      return await use({ weightsFile: join(folder, 'weights.safetensors'), bySize });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  stop(): void {
    this.script.stop();
  }
}
