import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { downloadWheel } from './download-wheel.js';
import { problemsOf, stubPrograms, temporaryFolder } from './shared-library.fixture.js';
import { findPython } from './toolchain.js';
import type { Wheel } from './wheels.js';

/** The smallest wheel there is that never changes. */
const six: Wheel = {
  project: 'six',
  version: '1.17.0',
  tag: 'any',
  bytes: 11_050,
  sha256: '4721f391ed90541fddacab5acf947aa0d3dc7d27b2e1e8eda2be8970586c3274',
};

async function download(wheel: Wheel, signal?: AbortSignal): Promise<string> {
  const options = { python: await findPython(), folder: await temporaryFolder(), onBytes: () => undefined };
  return downloadWheel(wheel, { ...options, ...(signal && { signal }) });
}

describe('downloadWheel', () => {
  it('fetches the pinned file and reports all its bytes', async () => {
    const folder = await temporaryFolder();
    const seen: number[] = [];
    const onBytes = (bytes: number) => seen.push(bytes);
    const path = await downloadWheel(six, { python: await findPython(), folder, onBytes });
    expect(basename(path)).toBe('six-1.17.0-py2.py3-none-any.whl');
    expect(
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    ).toBe(six.sha256);
    expect(seen.at(-1)).toBe(six.bytes);
  });

  it('refuses a file with another hash', async () => {
    expect(await problemsOf(download({ ...six, sha256: '0'.repeat(64) }))).toMatchObject([
      { code: 'THAW-BACKEND-HASH-MISMATCH', expected: `SHA-256 ${'0'.repeat(64)}`, found: six.sha256 },
    ]);
  });

  it('says that the index does not offer the file', async () => {
    expect(await problemsOf(download({ ...six, version: '99.0' }))).toMatchObject([
      { code: 'THAW-BACKEND-WHEEL-NOT-FOUND', message: expect.stringContaining('six==99.0 (any)') },
    ]);
  });

  it('says that the index cannot be reached', async () => {
    vi.stubEnv('PIP_INDEX_URL', 'http://127.0.0.1:9/simple');
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(await problemsOf(download(six))).toMatchObject([
      { code: 'THAW-BACKEND-NO-NETWORK', remedy: expect.stringContaining('pip config list') },
    ]);
  });

  it.each([
    [
      'ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device',
      'THAW-BACKEND-DISK-FULL',
    ],
    ['no such option: --require-hashes', 'THAW-BACKEND-PIP-FAILED'],
  ])('recognises "%s"', async (stderr, code) => {
    await stubPrograms(
      { python3: `echo 3.11.2; echo 24.0; [ "$1" = -c ] || { echo "${stderr}" >&2; exit 1; }` },
      'only',
    );
    expect(await problemsOf(download(six))).toMatchObject([{ code }]);
  });

  it('ends pip when it is aborted', async () => {
    await stubPrograms({ python3: 'echo 3.11.2; echo 24.0; [ "$1" = -c ] || exec sleep 600' }, 'first');
    const abort = new AbortController();
    const aborted = download(six, abort.signal);
    setTimeout(() => abort.abort(new Error('Ctrl-C')), 200);
    await expect(aborted).rejects.toThrow('Ctrl-C');
  });
});
