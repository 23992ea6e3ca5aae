import { ThawError, type Problem } from '@thaw/core';
import { diskFull } from './install-once.js';
import { pipDownload, PipFailure } from './pip-download.js';
import { lastLines } from './subprocess.js';
import type { Python } from './toolchain.js';
import { wheelPython, type Wheel } from './wheels.js';

export interface DownloadWheelOptions {
  readonly python: Python;
  /** An absolute path; an empty or absent folder. */
  readonly folder: string;
  /** Bytes so far. */
  readonly onBytes: (bytes: number) => void;
  readonly signal?: AbortSignal;
}

/** Fetches one of the wheels that TensorFlow is made of, and returns its path. What goes wrong, a ThawError says. */
export async function downloadWheel(
  wheel: Wheel,
  { python, folder, onBytes, signal }: DownloadWheelOptions,
): Promise<string> {
  const pinned = {
    requirement: `${wheel.project}==${wheel.version}`,
    sha256: wheel.sha256,
    target: { tag: wheel.tag, pythonVersion: wheelPython },
  };
  try {
    const path = await pipDownload(pinned, {
      ...{ python: python.command, folder, signal },
      onBytes: (bytes) => onBytes(Math.min(bytes, wheel.bytes)),
    });
    onBytes(wheel.bytes);
    return path;
  } catch (error) {
    throw error instanceof PipFailure ? explain(error.stderr, wheel, folder) : error;
  }
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
