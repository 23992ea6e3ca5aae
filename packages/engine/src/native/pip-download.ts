import { makeFolder } from '@thaw/locks';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderSize } from './manifest.js';
import { runSubprocess } from './subprocess.js';

/** One file of the Python package index. */
export interface PinnedWheel {
  /** `NAME==VERSION` */
  readonly requirement: string;
  readonly sha256: string;
  /** Whose file it is; absent where a project has one for all. */
  readonly target?: {
    /** The platform tag of its file name, as `pip download --platform` wants it. */
    readonly tag: string;
    readonly pythonVersion: string;
  };
}

export interface PipDownloadOptions {
  /** The command of a Python with pip. */
  readonly python: string;
  /** An absolute path; an empty or absent folder, which holds nothing but the wheel and what pip has left afterwards. */
  readonly folder: string;
  /** Bytes so far. */
  readonly onBytes?: (bytes: number) => void;
  readonly signal?: AbortSignal;
}

/** pip has ended without the file. */
export class PipFailure extends Error {
  override readonly name = 'PipFailure';

  constructor(
    /** What it printed. */
    readonly stderr: string,
  ) {
    super(stderr);
  }
}

const watchMs = 250;

/**
 * Fetches one pinned wheel by pip, from whatever index the user's pip is set up for, and returns its path. pip itself
 * refuses a file with another hash; nothing is installed and nothing of it is run. What pip runs with is made for old
 * versions of it: its progress is read off the growing file, for only newer ones can print it for programs.
 * @throws PipFailure, and the system's error if there is no such Python.
 */
export async function pipDownload(
  { requirement, sha256, target }: PinnedWheel,
  { python, folder, onBytes, signal }: PipDownloadOptions,
): Promise<string> {
  const temporary = join(folder, 'pip');
  const requirements = join(folder, 'requirements.txt');
  const destination = join(folder, 'wheel');
  await makeFolder(temporary);
  await writeFile(requirements, `${requirement} --hash=sha256:${sha256}\n`);
  let most = 0;
  const watch = setInterval(() => {
    // pip moves the file at the end, which makes this no smaller.
    folderSize(temporary).then(
      (bytes) => onBytes?.((most = Math.max(most, bytes))),
      () => undefined,
    );
  }, watchMs);
  try {
    const args = [
      ...['-m', 'pip', 'download', '--quiet', '--require-hashes', '--no-deps', '--only-binary', ':all:'],
      // The cache would keep a second copy of hundreds of megabytes that are never asked for again.
      ...['--no-cache-dir', '--retries', '2'],
      ...(target ? ['--platform', target.tag, '--python-version', target.pythonVersion] : []),
      ...['--requirement', requirements, '--dest', destination],
    ];
    const env = {
      TMPDIR: temporary,
      PIP_DISABLE_PIP_VERSION_CHECK: '1',
      PIP_NO_INPUT: '1',
      // Nx asks for colour; pip's words go into messages, which are coloured as a whole or not at all.
      PIP_NO_COLOR: '1',
      FORCE_COLOR: '',
      PIP_REQUIRE_VIRTUALENV: '0',
    };
    const result = await runSubprocess(python, args, { env, signal });
    if (!result.ok) throw new PipFailure(result.stderr);
  } finally {
    clearInterval(watch);
  }
  const [name] = await readdir(destination);
  return join(destination, name!);
}
