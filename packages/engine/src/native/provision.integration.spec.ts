import { mkdir, readdir, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Progress } from '@thaw/core';
import { describe, expect, it } from 'vitest';
import { findTensorflow } from './library.js';
import { provisionTensorflow } from './provision.js';
import {
  problemsOf,
  provisionTimeoutMs,
  sharedCache,
  sharedLibrary,
  stubPrograms,
  temporaryFolder,
} from './shared-library.fixture.js';

describe('provisionTensorflow', { timeout: provisionTimeoutMs }, () => {
  it('does nothing once the library is installed, not even look for Python', async () => {
    const library = await sharedLibrary();
    await stubPrograms({}, 'only');
    const progress: Progress[] = [];
    const onProgress = (step: Progress) => progress.push(step);
    expect(await provisionTensorflow({ cacheFolder: sharedCache, device: 'cpu', onProgress })).toEqual(
      library,
    );
    expect(progress).toEqual([]);
    expect(await findTensorflow({ cacheFolder: sharedCache, device: 'cpu' })).toEqual(library);
  });

  it('compiles the addon once for two that ask at the same time, into a cache that can be moved', async () => {
    const shared = await sharedLibrary();
    const cacheFolder = await temporaryFolder();
    await mkdir(join(cacheFolder, 'tensorflow'));
    await symlink(shared.folder, join(cacheFolder, 'tensorflow', basename(shared.folder)));
    const labels: string[] = [];
    const onProgress = ({ label }: Progress) => labels.push(label);
    const options = { cacheFolder, device: 'cpu', onProgress } as const;
    const [first, second] = await Promise.all([provisionTensorflow(options), provisionTensorflow(options)]);
    expect(first).toEqual(second);
    expect(labels.map((label) => label.replace(/process .*,/, 'process,')).sort()).toEqual([
      'compiling the TensorFlow addon',
      'waiting for process, which is installing TensorFlow',
    ]);
    expect((await readdir(first.addonFolder)).sort()).toEqual([
      'manifest.json',
      'mute_stderr.node',
      'session.node',
      'tfjs_binding.node',
    ]);
    expect(await readdir(dirname(first.folder))).toHaveLength(2);
  });

  it('looks for Python and the compiler before it downloads anything', async () => {
    const cacheFolder = await temporaryFolder();
    await stubPrograms({}, 'only');
    const problems = await problemsOf(provisionTensorflow({ cacheFolder, device: 'cpu' }));
    expect(problems.map(({ code }) => code)).toEqual(['THAW-BACKEND-NO-PYTHON', 'THAW-BACKEND-NO-COMPILER']);
    expect(await readdir(join(cacheFolder, 'tensorflow'))).toEqual([]);
  });

  it('leaves nothing behind when it is stopped in the middle of a download', async () => {
    const cacheFolder = await temporaryFolder();
    await stubPrograms({ python3: 'echo 3.11.2; echo 24.0; [ "$1" = -c ] || exec sleep 600' }, 'first');
    const abort = new AbortController();
    // The first progress comes while pip runs.
    const onProgress = () => abort.abort(new Error('Ctrl-C'));
    const options = { cacheFolder, device: 'cpu', onProgress, signal: abort.signal } as const;
    await expect(provisionTensorflow(options)).rejects.toThrow('Ctrl-C');
    expect(await readdir(join(cacheFolder, 'tensorflow'))).toEqual([]);
  });
});
