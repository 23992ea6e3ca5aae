import { ThawError } from '@thaw/core';
import { provisionPython, type ProvisionOptions } from '@thaw/tracker';
import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { PixelFile } from './pixel-file.js';
import type { RoundOptions } from './rounded-model.js';

const shipped = (name: string) => fileURLToPath(new URL(`../../../python/${name}`, import.meta.url));

/** What python/round_onnx.py reads. */
export interface OnnxruntimeJob {
  readonly model: string;
  readonly rounded: string;
  readonly calibration: PixelFile | null;
  readonly images: PixelFile | null;
  readonly probabilities: readonly [before: string, after: string];
}

/**
 * A Python of Thaw's own that has onnxruntime.
 * @throws ThawError `THAW-EXPORT-NO-PYTHON`, `THAW-EXPORT-PIP`; the signal's reason.
 */
export const provisionOnnxruntime = (options: ProvisionOptions): Promise<string> =>
  provisionPython(
    {
      ...{ name: 'onnx', title: 'onnxruntime', minor: 11 },
      requirements: shipped('onnx-requirements.txt'),
      codes: { noPython: 'THAW-EXPORT-NO-PYTHON', pip: 'THAW-EXPORT-PIP' },
    },
    options,
  );

/**
 * Has onnxruntime, in that Python, round a model or compute it. Resolves with its version.
 * @throws ThawError `THAW-EXPORT-ONNXRUNTIME`; the signal's reason.
 */
export async function runOnnxruntime(
  python: string,
  job: OnnxruntimeJob,
  { onProgress, signal }: Pick<RoundOptions, 'onProgress' | 'signal'>,
): Promise<string> {
  signal.throwIfAborted();
  onProgress({ label: job.calibration ? 'rounding in onnxruntime' : 'measuring in onnxruntime' });
  // The quantiser may leave files where it stands.
  const options = { signal, cwd: dirname(job.rounded), maxBuffer: 2 ** 26 };
  const running = promisify(execFile)(python, ['-I', shipped('round_onnx.py')], options);
  running.child.stdin!.on('error', () => {});
  running.child.stdin!.end(JSON.stringify(job));
  try {
    const { stdout } = await running;
    return (JSON.parse(stdout.trim().split('\n').at(-1)!) as { onnxruntime: string }).onnxruntime;
  } catch (error) {
    signal.throwIfAborted();
    throw failed(error as Error & { stderr?: string });
  }
}

const failed = ({ stderr, message }: Error & { stderr?: string }) =>
  new ThawError({
    code: 'THAW-EXPORT-ONNXRUNTIME',
    message: 'onnxruntime has failed at the model',
    found: stderr?.trim().split('\n').at(-1) || message,
    remedy: 'export it in float32, or another run',
  });
