import { readFile } from 'node:fs/promises';
import { ThawError } from '@thaw/core';

/** Where the TensorFlow project publishes a library for this release. */
export type NativePlatform = 'linux-x64' | 'linux-arm64' | 'darwin-arm64';
export type NativeDevice = 'cpu' | 'gpu';

const platforms: readonly string[] = ['linux-x64', 'linux-arm64', 'darwin-arm64'] satisfies NativePlatform[];

/** What decides whether TensorFlow's library can be loaded here. */
export interface Machine {
  /** `process.platform` and `process.arch`. */
  readonly system: string;
  readonly arch: string;
  /** Linux only; absent where the C library is another, as on Alpine. */
  readonly glibc?: string;
  /** x64 only: the features that the processor names. */
  readonly cpuFlags?: readonly string[];
}

export async function thisMachine(): Promise<Machine> {
  const machine = { system: process.platform, arch: process.arch };
  if (process.platform !== 'linux') return machine;
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  const cpuInfo = process.arch === 'x64' ? await readFile('/proc/cpuinfo', 'utf8').catch(() => '') : '';
  const flags = /^flags\s*:(.*)$/m.exec(cpuInfo)?.[1];
  return {
    ...machine,
    ...(header.glibcVersionRuntime && { glibc: header.glibcVersionRuntime }),
    ...(flags && { cpuFlags: flags.trim().split(/\s+/) }),
  };
}

/** The oldest glibc of the wheels' tag, `manylinux_2_27`. */
const oldestGlibc = [2, 27] as const;

/** Names the platform whose wheels run on a machine. Throws `THAW-BACKEND-UNSUPPORTED-PLATFORM`. */
export function nativePlatform(machine: Machine): NativePlatform {
  const platform = `${machine.system}-${machine.arch}`;
  if (!platforms.includes(platform)) throw unsupported(`one of ${platforms.join(', ')}`, platform);
  if (machine.system === 'linux') {
    if (!machine.glibc) throw unsupported('a Linux with glibc', `${platform} with another C library (musl?)`);
    const [major = 0, minor = 0] = machine.glibc.split('.').map(Number);
    const [wantedMajor, wantedMinor] = oldestGlibc;
    if (major < wantedMajor || (major === wantedMajor && minor < wantedMinor)) {
      throw unsupported(`glibc ${oldestGlibc.join('.')} or newer`, `glibc ${machine.glibc}`);
    }
  }
  // Without AVX the library ends the whole process while it is being loaded: nothing could fall back any more.
  if (machine.cpuFlags && !machine.cpuFlags.includes('avx')) {
    throw unsupported('a processor with AVX', 'one without');
  }
  return platform as NativePlatform;
}

const unsupported = (expected: string, found: string) =>
  new ThawError({
    code: 'THAW-BACKEND-UNSUPPORTED-PLATFORM',
    message: 'TensorFlow publishes no library for this machine',
    expected,
    found,
    remedy:
      'use `--backend wasm` here, or another machine; on Windows use WSL 2, on Alpine an image with glibc',
  });
