import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const tool = (name: string) => fileURLToPath(new URL(`../../../../tools/onnx/${name}`, import.meta.url));

export interface OnnxJob {
  readonly file: Uint8Array;
  readonly images: Uint8Array;
  /** `[images, height, width, 3]` */
  readonly shape: readonly number[];
  /** How many of the images are shown at a time. */
  readonly batches: readonly number[];
  /** How often, for the time that it takes. */
  readonly repeats?: number;
}

export interface OnnxOutcome {
  /** For each of the batches, a row an image. */
  readonly probabilities: readonly (readonly number[][])[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly opset: readonly (readonly [domain: string, version: number])[];
  readonly description: string;
  readonly producer: readonly [name: string, version: string];
  /** An image, in the last batch. */
  readonly seconds: number;
}

/** What onnxruntime makes of files that ONNX's own checker has nothing against, all in one process. */
export async function runOnnx(jobs: readonly OnnxJob[]): Promise<OnnxOutcome[]> {
  const python = (await promisify(execFile)(process.execPath, [tool('setup.mjs')])).stdout.trim();
  const folder = await mkdtemp(join(tmpdir(), 'thaw-onnx-'));
  try {
    const described = await Promise.all(
      jobs.map(async ({ file, images, ...job }, index) => {
        const paths = { model: join(folder, `${index}.onnx`), images: join(folder, `${index}.images`) };
        await writeFile(paths.model, file);
        await writeFile(paths.images, images);
        return { ...paths, ...job };
      }),
    );
    const running = promisify(execFile)(python, [tool('run.py')], { maxBuffer: 2 ** 28 });
    running.child.stdin!.end(JSON.stringify(described));
    return JSON.parse((await running).stdout) as OnnxOutcome[];
  } finally {
    await rm(folder, { recursive: true });
  }
}
