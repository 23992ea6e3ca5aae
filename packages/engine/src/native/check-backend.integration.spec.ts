import { appendFile, copyFile, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkBackend } from './check-backend.js';
import { findTensorflow, locateTensorflow, type NativeLibrary } from './library.js';
import {
  provisionTimeoutMs,
  sharedCache,
  sharedLibrary,
  stubPrograms,
  temporaryFolder,
} from './shared-library.fixture.js';

let shared: NativeLibrary;
beforeAll(async () => {
  shared = await sharedLibrary();
}, provisionTimeoutMs);

/** A cache of its own whose files are links to the shared one's; the first header is a copy, to be damaged. */
async function linkedCache(): Promise<{ cacheFolder: string; header: string }> {
  const cacheFolder = await temporaryFolder();
  const parent = join(cacheFolder, 'tensorflow');
  await mkdir(parent);
  await symlink(shared.addonFolder, join(parent, basename(shared.addonFolder)));
  const folder = join(parent, basename(shared.folder));
  for (const entry of await readdir(shared.folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const source = join(entry.parentPath, entry.name);
    const target = join(folder, source.slice(shared.folder.length));
    await mkdir(dirname(target), { recursive: true });
    await symlink(source, target);
  }
  const header = join(folder, 'tensorflow/include/tensorflow/c/c_api.h');
  await rm(header);
  await copyFile(join(shared.folder, 'tensorflow/include/tensorflow/c/c_api.h'), header);
  return { cacheFolder, header };
}

/** Without a GPU's driver in sight, and with all tools. */
const onCpu = () => stubPrograms({ 'nvidia-smi': 'exit 9' }, 'first');

describe('checkBackend', () => {
  it('shows the library, what it computes on, and the tools', async () => {
    await onCpu();
    const checks = await checkBackend({ cacheFolder: sharedCache });
    expect(checks.map(({ name, ok }) => [name, ok])).toEqual([
      ['Python', true],
      ['C++ compiler', true],
      ['TensorFlow', true],
      ['TensorFlow addon', true],
      ['GPU', true],
    ]);
    expect(checks[3]!.detail).toBe('loads, says 2.21.0, computes on CPU');
  });

  it('finds a file whose content changed while its size did not', async () => {
    await onCpu();
    const { cacheFolder, header } = await linkedCache();
    const text = await readFile(header, 'utf8');
    await writeFile(header, text.replace('TensorFlow', 'TensorFlaw'));
    expect(await findTensorflow({ cacheFolder, device: 'cpu' })).toBeDefined();
    expect((await checkBackend({ cacheFolder }))[2]).toEqual({
      name: 'TensorFlow',
      ok: false,
      detail: 'tensorflow/include/tensorflow/c/c_api.h has another content',
      remedy: expect.stringContaining('`thaw provision` installs them again'),
    });
  });

  it('does not take a library for installed whose file has another size', async () => {
    const { cacheFolder, header } = await linkedCache();
    await appendFile(header, '//');
    expect(await findTensorflow({ cacheFolder, device: 'cpu' })).toBeUndefined();
  });

  it('says that the library is still to come, and what is missing for it', async () => {
    const cacheFolder = await temporaryFolder();
    await onCpu();
    expect((await checkBackend({ cacheFolder }))[2]).toEqual({
      name: 'TensorFlow',
      ok: true,
      detail: '2.21.0 for CPU is not installed yet; the first sweep or `thaw provision` installs it',
    });
    await stubPrograms({}, 'only');
    const checks = await checkBackend({ cacheFolder });
    expect(checks.map(({ name, ok }) => [name, ok])).toEqual([
      ['Python', false],
      ['C++ compiler', false],
      ['TensorFlow', false],
      ['GPU', true],
    ]);
  });

  it("says which of CUDA's libraries are the system's, and misses them when they are gone", async () => {
    await stubPrograms(
      { 'nvidia-smi': 'echo "NVIDIA H200, 575.57.08, 143771, 143000, 9.0, GPU-0"' },
      'first',
    );
    const cacheFolder = await temporaryFolder();
    const { library } = await locateTensorflow({ cacheFolder, device: 'gpu' });
    const system = join(cacheFolder, 'libcublas.so.12.9.1.4');
    await writeFile(system, '');
    const link = 'nvidia/cublas/lib/libcublas.so.12';
    await mkdir(dirname(join(library.folder, link)), { recursive: true });
    await symlink(system, join(library.folder, link));
    await mkdir(library.addonFolder);
    const source = 'tensorflow==2.21.0 and CUDA 12.9.1.4 of /usr/local/cuda/lib64';
    for (const folder of [library.folder, library.addonFolder])
      await writeFile(
        join(folder, 'manifest.json'),
        JSON.stringify({
          source,
          files: {},
          ...(folder === library.folder && { links: { [link]: system } }),
        }),
      );
    const cuda = async () =>
      (await checkBackend({ cacheFolder })).find(({ name }) => name === 'CUDA')?.detail;
    expect(await cuda()).toBe(
      "this system's CUDA 12.9.1.4 of /usr/local/cuda/lib64; the rest from NVIDIA's wheels",
    );
    await rm(system);
    expect((await checkBackend({ cacheFolder }))[2]?.detail).toBe(`${link} led to ${system}, which is gone`);
  });

  it('does not ask for tools once the library is installed', async () => {
    await stubPrograms({}, 'only');
    expect((await checkBackend({ cacheFolder: sharedCache })).every(({ ok }) => ok)).toBe(true);
  });
});
