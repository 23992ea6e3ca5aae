import { createHash } from 'node:crypto';
import { access, constants, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { basename, join } from 'node:path';
import { shortHash } from '@thaw/core';
import type { Gpu } from './gpu.js';
import type { NativeLibrary } from './library.js';

/** What is compiled is kept up to this size; the oldest goes first. */
const keptBytes = 512 * 1024 ** 2;

/** What XLA has compiled, in files of its own naming; each has its checksum beside it, under the same name and this ending. */
const sumEnding = '.sha256';
const isCode = (name: string) => name.endsWith('.pb');

/**
 * The folder in which XLA keeps what it has compiled, so that another process need not. TensorFlow reads a file there without
 * looking whether it is whole, and a damaged one would end a run or compute something else. So those without their checksum are
 * taken away before TensorFlow looks, and they get it when they are known to be written.
 */
export class CompiledCode {
  private constructor(readonly folder: string) {}

  /** Undefined where nothing can be kept: what is compiled then lives as long as the process. */
  static async open(folder: string, limitBytes = keptBytes): Promise<CompiledCode | undefined> {
    try {
      await mkdir(folder, { recursive: true });
      await access(folder, constants.W_OK);
      await takeAwayDamaged(folder);
      await takeAwayOldest(folder, limitBytes);
      return new CompiledCode(folder);
    } catch {
      return undefined;
    }
  }

  /** Notes the checksums of what is new. */
  async keep(): Promise<void> {
    const names = new Set(await readdir(this.folder).catch(() => []));
    const added = [...names].filter((name) => isCode(name) && !names.has(name + sumEnding));
    // Another process may take away what has no checksum yet, or the disk may be full: it is compiled again.
    await Promise.all(added.map((name) => noteSum(join(this.folder, name)).catch(() => {})));
  }
}

/** Where what this machine compiles is kept: code for one processor is none for another. */
export async function compiledFolder(
  cacheFolder: string,
  library: Pick<NativeLibrary, 'folder'>,
  gpu: Pick<Gpu, 'name' | 'driver'> | undefined,
): Promise<string> {
  const processor = { model: cpus()[0]?.model, flags: await processorFlags() };
  const device = gpu && { name: gpu.name, driver: gpu.driver };
  return join(cacheFolder, 'compiled', shortHash({ library: basename(library.folder), processor, device }));
}

/**
 * What TensorFlow reads when it first compiles something; there is no other way to tell it. Code is found by another process if
 * it has the same name there, and that what is compiled does not depend on how often a shape was seen before keeps results
 * the same. What the user says comes last and counts; a file of settings is read as TensorFlow would.
 */
export async function compileEnvironment(
  code: CompiledCode | undefined,
  { TF_XLA_FLAGS: own = '' }: Readonly<Record<string, string | undefined>>,
): Promise<Readonly<Record<string, string>>> {
  const flags = [
    '--tf_xla_enable_lazy_compilation=false',
    '--tf_xla_deterministic_cluster_names=true',
    ...(code ? [`--tf_xla_persistent_cache_directory=${quoted(code.folder)}`] : []),
  ];
  // An engine that was opened before in this process has set them, and TensorFlow reads them once.
  if (own.startsWith(flags[0]!)) return {};
  const isFile = own.trim() !== '' && !own.trimStart().startsWith('-');
  const theirs = isFile ? await readFile(own, 'utf8').catch(() => undefined) : own;
  // TensorFlow itself says best what is wrong with a file that cannot be read.
  return theirs === undefined ? {} : { TF_XLA_FLAGS: [...flags, theirs].join(' ').trim() };
}

const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, '\\$&')}"`;

/** What the processor can do, where the system tells: a virtual machine may hide some of it. */
const processorFlags = async (): Promise<string | undefined> =>
  /^(?:flags|Features)\s*:(.*)$/m.exec(await readFile('/proc/cpuinfo', 'utf8').catch(() => ''))?.[1];

async function takeAwayDamaged(folder: string): Promise<void> {
  const names = await readdir(folder);
  for (const name of names.filter(isCode)) {
    const file = join(folder, name);
    const noted = await readFile(file + sumEnding, 'utf8').catch(() => undefined);
    if (noted !== (await sumOf(file))) await takeAway(file);
  }
  const sums = names.filter((name) => name.endsWith(sumEnding));
  for (const name of sums.filter((each) => !names.includes(each.slice(0, -sumEnding.length))))
    await rm(join(folder, name), { force: true });
}

async function takeAwayOldest(folder: string, limitBytes: number): Promise<void> {
  const files = await Promise.all(
    (await readdir(folder)).filter(isCode).map(async (name) => {
      const { size, mtimeMs } = await stat(join(folder, name));
      return { file: join(folder, name), size, mtimeMs };
    }),
  );
  let bytes = files.reduce((sum, { size }) => sum + size, 0);
  for (const { file, size } of files.toSorted((a, b) => a.mtimeMs - b.mtimeMs)) {
    if (bytes <= limitBytes) return;
    await takeAway(file);
    bytes -= size;
  }
}

/** The checksum goes first: what is left of two is then without one. */
async function takeAway(file: string): Promise<void> {
  await rm(file + sumEnding, { force: true });
  await rm(file, { force: true });
}

/** Half written it is no checksum, and the code is compiled again. */
const noteSum = async (file: string): Promise<void> => writeFile(file + sumEnding, await sumOf(file));

const sumOf = async (file: string): Promise<string> => sha256(await readFile(file));

const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');
