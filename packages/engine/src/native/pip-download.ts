import { makeFolder } from '@thaw/locks';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ThawError, type Problem } from '@thaw/core';
import { diskFull } from './install-once.js';
import { folderSize } from './manifest.js';
import { lastLines, runSubprocess } from './subprocess.js';
import type { Python } from './toolchain.js';
import { wheelPython, type Wheel } from './wheels.js';

export interface PipDownloadOptions {
  readonly python: Python;
  /** An empty or absent folder; it holds nothing but the wheel afterwards. */
  readonly folder: string;
  /** Bytes so far. */
  readonly onBytes: (bytes: number) => void;
  readonly signal?: AbortSignal;
}

const watchMs = 250;

/**
 * Fetches one pinned wheel by pip, from whatever index the user's pip is set up for, and returns its path. pip itself
 * refuses a file with another hash. What pip runs with is made for old versions of it: its progress is read off the
 * growing file, for only newer ones can print it for programs.
 */
export async function pipDownload(wheel: Wheel, options: PipDownloadOptions): Promise<string> {
  const { python, folder, onBytes, signal } = options;
  const temporary = join(folder, 'pip');
  const requirements = join(folder, 'requirements.txt');
  const destination = join(folder, 'wheel');
  await makeFolder(temporary);
  await writeFile(requirements, `${wheel.project}==${wheel.version} --hash=sha256:${wheel.sha256}\n`);
  const watch = setInterval(() => {
    // pip moves the file at the end: for a moment it may be seen twice, or nowhere.
    folderSize(folder).then(
      (bytes) => onBytes(Math.min(bytes, wheel.bytes)),
      () => undefined,
    );
  }, watchMs);
  try {
    const args = [
      ...['-m', 'pip', 'download', '--quiet', '--require-hashes', '--no-deps', '--only-binary', ':all:'],
      // The cache would keep a second copy of hundreds of megabytes that are never asked for again.
      ...['--no-cache-dir', '--retries', '2', '--platform', wheel.tag, '--python-version', wheelPython],
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
    const result = await runSubprocess(python.command, args, { env, signal });
    if (!result.ok) throw explain(result.stderr, wheel, folder);
  } finally {
    clearInterval(watch);
  }
  onBytes(wheel.bytes);
  const [name] = await readdir(destination);
  return join(destination, name!);
}

const networkErrors = new RegExp(
  [
    'NewConnectionError|Failed to establish a new connection|Connection (refused|reset|aborted|to .+ timed out)',
    'Name or service not known|Temporary failure in name resolution|nodename nor servname|Network is unreachable',
    'ProxyError|SSLError|CERTIFICATE_VERIFY_FAILED|Read timed out|ReadTimeoutError|IncompleteRead|ProtocolError',
    'connection broken|HTTP error 5\\d\\d|\\b50[234] ',
  ].join('|'),
);

/** Recognises why pip failed; in an order such that the cause comes before what pip concludes from it. */
function explain(stderr: string, wheel: Wheel, folder: string): ThawError {
  const wanted = `${wheel.project}==${wheel.version} (${wheel.tag})`;
  const found = lastLines(stderr, 4);
  if (/No space left on device|Errno 28|Disk quota exceeded/.test(stderr)) return diskFull(folder);
  const problem = (
    [
      [
        /DO NOT MATCH THE HASHES/,
        {
          code: 'THAW-BACKEND-HASH-MISMATCH',
          message: `what pip fetched as ${wanted} is not the file that Thaw knows`,
          expected: `SHA-256 ${wheel.sha256}`,
          found: /Got\s+([0-9a-f]{64})/.exec(stderr)?.[1] ?? found,
          remedy: 'try again; if it stays, the package index or proxy that pip is set up for alters files',
        },
      ],
      [
        networkErrors,
        {
          code: 'THAW-BACKEND-NO-NETWORK',
          message: `pip could not reach its package index for ${wanted}`,
          found,
          remedy: 'check the network, and the proxy and index that `python3 -m pip config list` shows',
        },
      ],
      [
        /No matching distribution found|Could not find a version/,
        {
          code: 'THAW-BACKEND-WHEEL-NOT-FOUND',
          message: `the package index of pip does not offer ${wanted}`,
          found,
          remedy: 'see `python3 -m pip config list`: a mirror may lag behind or leave out large files',
        },
      ],
    ] satisfies [RegExp, Problem][]
  ).find(([pattern]) => pattern.test(stderr))?.[1];
  return new ThawError(
    problem ?? {
      code: 'THAW-BACKEND-PIP-FAILED',
      message: `pip could not fetch ${wanted}`,
      found,
      remedy: 'see what pip says; `python3 -m pip install --upgrade pip` mends an old pip',
    },
  );
}
