import { readdir, realpath, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { makeFolder } from '@thaw/locks';
import { sonameOf } from './elf-soname.js';
import { runSubprocess } from './subprocess.js';

/** Libraries of NVIDIA that are released together, and so are taken from one place, all or none. */
export interface CudaPart {
  readonly title: string;
  /** Whose wheels are not fetched then. */
  readonly projects: readonly string[];
  /** The folders of `nvidia/` in which TensorFlow looks for them. */
  readonly folders: readonly string[];
  readonly libraries: readonly CudaLibrary[];
}

interface CudaLibrary {
  readonly soname: string;
  /** By the numbers in a file's name: from the first on, below the second. */
  readonly versions: readonly [oldest: string, below: string];
}

/** The ranges are those of TensorFlow 2.21's extra `and-cuda`. */
export const cudaParts: readonly CudaPart[] = [
  {
    title: 'CUDA',
    projects: ['cublas', 'cufft', 'cusolver', 'cusparse', 'curand', 'cuda-nvrtc', 'nvjitlink'].map(
      (name) => `nvidia-${name}-cu12`,
    ),
    folders: ['cublas', 'cufft', 'cusolver', 'cusparse', 'curand', 'cuda_nvrtc', 'nvjitlink'],
    libraries: [
      { soname: 'libcublas.so.12', versions: ['12.5.3.2', '13'] },
      { soname: 'libcublasLt.so.12', versions: ['12.5.3.2', '13'] },
      { soname: 'libcufft.so.11', versions: ['11.2.3.61', '12'] },
      { soname: 'libcusolver.so.11', versions: ['11.6.3.83', '12'] },
      { soname: 'libcusparse.so.12', versions: ['12.5.1.3', '12.6'] },
      { soname: 'libcurand.so.10', versions: ['10.3.6.82', '11'] },
      { soname: 'libnvrtc.so.12', versions: ['12.5.82', '13'] },
      { soname: 'libnvJitLink.so.12', versions: ['12.5.82', '13'] },
    ],
  },
  {
    title: 'cuDNN',
    projects: ['nvidia-cudnn-cu12'],
    folders: ['cudnn'],
    libraries: [{ soname: 'libcudnn.so.9', versions: ['9.3.0', '10'] }],
  },
  {
    title: 'NCCL',
    projects: ['nvidia-nccl-cu12'],
    folders: ['nccl'],
    libraries: [{ soname: 'libnccl.so.2', versions: ['2.25.1', '3'] }],
  },
];

/** A part as it lies on this system. */
export interface FoundPart {
  readonly part: CudaPart;
  /** `/usr/local/cuda/lib64` */
  readonly place: string;
  /** Of the first of its libraries. */
  readonly version: string;
}

/**
 * The parts that this system has in versions that fit, each from the first place that has it whole. CUDA comes first: cuDNN
 * and NCCL have one name whatever CUDA they were built for, and are taken only beside a CUDA that fits.
 */
export async function findSystemCuda(places?: readonly string[]): Promise<readonly FoundPart[]> {
  const searched = places ?? (await systemPlaces());
  const found: FoundPart[] = [];
  for (const part of cudaParts) {
    for (const place of searched) {
      const versions = await Promise.all(part.libraries.map((library) => versionIn(place, library)));
      if (versions.some((version) => version === undefined)) continue;
      found.push({ part, place, version: versions[0]! });
      break;
    }
    if (found.length === 0) return [];
  }
  return found;
}

/**
 * Makes links to the found parts where TensorFlow looks for them. In each of these folders there is a link to every library of all of
 * them: a library looks for others in the folder that it was opened from.
 */
export async function linkSystemCuda(found: readonly FoundPart[], folder: string): Promise<void> {
  const libraries = new Map<string, string>();
  for (const place of new Set(found.map((each) => each.place)))
    for (const name of await readdir(place))
      if (ofNvidia.test(name) && !libraries.has(name)) libraries.set(name, join(place, name));
  for (const name of found.flatMap(({ part }) => part.folders)) {
    const target = join(folder, 'nvidia', name, 'lib');
    await makeFolder(target);
    for (const [library, path] of libraries) await symlink(path, join(target, library));
  }
}

const ofNvidia =
  /^lib(cublas|cublasLt|cufft|cusolver|cusparse|curand|nvrtc[\w-]*|nvJitLink|cudnn\w*|nccl)\.so(\.\d+)*$/;

/** `CUDA 12.9.1.4 of /usr/local/cuda/lib64, NCCL 2.27.7 of /usr/lib/x86_64-linux-gnu` */
export const describeParts = (found: readonly FoundPart[]): string =>
  found.map(({ part, version, place }) => `${part.title} ${version} of ${place}`).join(', ');

/** Where the loader looks, and where toolkits of CUDA are installed, in this order. */
async function systemPlaces(): Promise<readonly string[]> {
  const { env } = process;
  const listed = await runSubprocess('/sbin/ldconfig', ['-p']).catch(() => undefined);
  const known = [...(listed?.stdout ?? '').matchAll(/^\s*lib(?:cublas|cudnn|nccl)\.so.* => (.+)$/gm)];
  const places = [
    ...(env['LD_LIBRARY_PATH'] ?? '').split(':'),
    ...[env['CUDA_HOME'], env['CUDA_PATH'], '/usr/local/cuda'].flatMap((home) =>
      home ? [join(home, 'lib64'), join(home, 'targets/x86_64-linux/lib')] : [],
    ),
    ...known.map(([, path]) => dirname(path!)),
  ];
  return [...new Set(places.filter((place) => place.startsWith('/')))];
}

/** The version of a library in a folder, if it is what its name says and fits. */
async function versionIn(place: string, { soname, versions }: CudaLibrary): Promise<string | undefined> {
  const [oldest, below] = versions;
  try {
    const path = await realpath(join(place, soname));
    // NVIDIA names the file by its whole version, and links the soname to it.
    const version = /\.so\.(\d+(?:\.\d+)+)$/.exec(basename(path))?.[1];
    if (version === undefined || order(version, oldest) < 0 || order(version, below) >= 0) return undefined;
    return (await sonameOf(path)) === soname ? version : undefined;
  } catch {
    return undefined;
  }
}

const order = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });
