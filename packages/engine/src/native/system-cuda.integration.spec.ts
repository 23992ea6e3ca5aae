import { execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { sonameOf } from './elf-soname.js';
import { installOnce, isInstalled } from './install-once.js';
import { temporaryFolder } from './shared-library.fixture.js';
import { cudaParts, describeParts, findSystemCuda, linkSystemCuda } from './system-cuda.js';
import { findCompiler } from './toolchain.js';
import { distributions } from './wheels.js';

/** The versions of a CUDA 12.9, as its files are named. */
const versions: Readonly<Record<string, string>> = {
  'libcublas.so.12': '12.9.1.4',
  'libcublasLt.so.12': '12.9.1.4',
  'libcufft.so.11': '11.4.1.4',
  'libcusolver.so.11': '11.7.5.82',
  'libcusparse.so.12': '12.5.10.65',
  'libcurand.so.10': '10.3.10.19',
  'libnvrtc.so.12': '12.9.86',
  'libnvJitLink.so.12': '12.9.86',
  'libcudnn.so.9': '9.10.2',
  'libnccl.so.2': '2.27.7',
};

let compiler: string;
const fileOf = (soname: string, version: string) => soname.replace(/\.so\..*$/, `.so.${version}`);

/** A tiny library with a symbol of a version of its own, under its whole name, and the link by which the loader knows it. */
async function install(place: string, soname: string, version: string, realSoname = soname): Promise<void> {
  await mkdir(place, { recursive: true });
  const source = join(place, 'tiny.c');
  const script = join(place, 'tiny.map');
  await writeFile(source, 'int tiny(void) { return 1; }\n');
  await writeFile(script, `${realSoname} { global: tiny; };\n`);
  const file = fileOf(soname, version);
  const flags = [
    '-shared',
    '-fPIC',
    '-x',
    'c',
    `-Wl,-soname,${realSoname}`,
    `-Wl,--version-script=${script}`,
  ];
  execFileSync(compiler, [...flags, source, '-o', join(place, file)]);
  await rm(source);
  await rm(script);
  await rm(join(place, soname), { force: true });
  await symlink(file, join(place, soname));
}

/** Compiled once; each test copies it. */
let whole: string;
beforeAll(async () => {
  if (process.platform !== 'linux') return;
  compiler = (await findCompiler()).command;
  whole = await mkdtemp(join(tmpdir(), 'thaw-cuda-'));
  for (const [soname, version] of Object.entries(versions)) await install(whole, soname, version);
  return () => rm(whole, { recursive: true, force: true });
});

async function system(): Promise<string> {
  const place = join(await temporaryFolder(), 'lib64');
  await cp(whole, place, { recursive: true, verbatimSymlinks: true });
  return place;
}

const titles = async (place: string) => (await findSystemCuda([place])).map(({ part }) => part.title);

describe.runIf(process.platform === 'linux')("a system's own CUDA", () => {
  it('is found with its versions, from the first place that has it', async () => {
    const [first, second] = [await system(), await system()];
    await rm(join(first, 'libcudnn.so.9'));
    expect(await sonameOf(join(first, 'libcusolver.so.11'))).toBe('libcusolver.so.11');
    expect(describeParts(await findSystemCuda(['/nowhere', first, second]))).toBe(
      `CUDA 12.9.1.4 of ${first}, cuDNN 9.10.2 of ${second}, NCCL 2.27.7 of ${first}`,
    );
  });

  it.each([
    ['too old', 'libcublas.so.12', '12.4.5.8'],
    ['of another major version than its name says', 'libcufft.so.11', '12.0.0.61'],
    ['of no stated version', 'libcusparse.so.12', '12'],
  ])('is not taken where a library of it is %s', async (_what, soname, version) => {
    const place = await system();
    await rm(join(place, fileOf(soname, versions[soname]!)));
    await install(place, soname, version === '12' ? 'x' : version);
    expect(await titles(place)).toEqual([]);
  });

  it('is not taken where a file is another library than its name says, or none', async () => {
    const place = await system();
    await install(place, 'libcublas.so.12', '12.9.1.4', 'libcublas.so.13');
    expect(await titles(place)).toEqual([]);
    await writeFile(join(place, fileOf('libcublas.so.12', '12.9.1.4')), 'INPUT(-lcublas)\n');
    expect(await sonameOf(join(place, 'libcublas.so.12'))).toBeUndefined();
    expect(await titles(place)).toEqual([]);
  });

  it('is taken without a cuDNN that is too old, which its wheel then brings', async () => {
    const place = await system();
    await install(place, 'libcudnn.so.9', '9.1.0');
    expect(await titles(place)).toEqual(['CUDA', 'NCCL']);
  });

  it('is linked where TensorFlow looks, each library beside all others; and missed when it is gone', async () => {
    const place = await system();
    await writeFile(join(place, 'libcurl.so.4'), 'not of NVIDIA');
    const folder = join(await temporaryFolder(), 'library');
    const found = await findSystemCuda([place]);
    const build = async (staging: string) => {
      await linkSystemCuda(found, staging);
      return 'a test';
    };
    await installOnce({ folder, build }, { purpose: 'testing' });
    const names = (await readdir(join(folder, 'nvidia/cusolver/lib'))).toSorted();
    expect(names).toEqual((await readdir(whole)).toSorted());
    expect(await readdir(join(folder, 'nvidia/cudnn/lib'))).toHaveLength(names.length);
    expect(await readlink(join(folder, 'nvidia/nccl/lib/libnccl.so.2'))).toBe(join(place, 'libnccl.so.2'));
    expect(await isInstalled(folder)).toBe(true);
    expect(await isInstalled(folder, ({ links }) => links === undefined)).toBe(false);
    await rename(place, `${place}-13`);
    expect(await isInstalled(folder)).toBe(false);
  });
});

it('makes wheels needless that there are', () => {
  const projects = new Set(distributions['linux-x64'].gpu!.wheels.map(({ project }) => project));
  for (const project of cudaParts.flatMap((part) => part.projects)) expect([...projects]).toContain(project);
});
