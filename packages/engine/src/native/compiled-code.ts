import { createHash } from 'node:crypto';
import { access, constants, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { basename, join } from 'node:path';
import { shortHash } from '@thaw/core';
import type { Gpu } from './gpu.js';
import type { NativeLibrary } from './library.js';

/** What is compiled is kept up to this size, for all machines and settings together; the oldest goes first. */
const keptBytes = 512 * 1024 ** 2;

/** What XLA has compiled, in files of its own naming; each has its checksum beside it, under the same name and this ending. */
const sumEnding = '.sha256';
const isCode = (name: string) => name.endsWith('.pb');

/** TensorFlow writes under such a name first. Older than this, its process was ended. */
const temporaryEnding = '.tmp';
const temporaryMs = 24 * 60 * 60 * 1000;

interface CompiledCodeOptions {
  readonly limitBytes?: number;
  /** Told in one line if nothing can be kept, once something is to be compiled. */
  readonly onNotice?: (line: string) => void;
}

/**
 * The folder in which XLA keeps what it has compiled, so that another process need not. TensorFlow reads a file there without
 * looking whether it is whole, and a damaged one would end a run or compute something else. So those without their checksum are
 * taken away before anything is compiled, and they get it when they are known to be written.
 */
export class CompiledCode {
  #checked: Promise<void> | undefined;

  private constructor(
    private readonly root: string,
    /** Undefined where nothing can be kept: what is compiled then lives as long as the process. */
    readonly folder: string | undefined,
    private readonly options: CompiledCodeOptions,
  ) {}

  /** One folder of those in `root`, which share the room. */
  static async open(root: string, name: string, options: CompiledCodeOptions = {}): Promise<CompiledCode> {
    const folder = join(root, name);
    try {
      await mkdir(folder, { recursive: true });
      await access(folder, constants.W_OK);
      return new CompiledCode(root, folder, options);
    } catch {
      return new CompiledCode(root, undefined, options);
    }
  }

  /** To be awaited before anything is compiled: only then does TensorFlow look into the folder. Done once. */
  check(): Promise<void> {
    return (this.#checked ??= this.#check());
  }

  /** Notes the checksums of what is new. */
  async keep(): Promise<void> {
    const { folder } = this;
    if (folder === undefined) return;
    const names = new Set(await namesIn(folder));
    const added = [...names].filter((name) => isCode(name) && !names.has(name + sumEnding));
    // Another process may take away what has no checksum yet, or the disk may be full: it is compiled again.
    await Promise.all(added.map((name) => noteSum(join(folder, name)).catch(() => {})));
  }

  async #check(): Promise<void> {
    const { root, folder, options } = this;
    if (folder === undefined) {
      options.onNotice?.(`what XLA compiles is not kept for other processes: ${root} cannot be written`);
      return;
    }
    await takeAwayDamaged(folder);
    const folders = (await namesIn(root)).map((name) => join(root, name));
    await takeAwayTemporary(folders);
    await takeAwayOldest(folders, options.limitBytes ?? keptBytes);
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Where what this machine compiles is kept, for all processors, libraries and settings. */
export const compiledRoot = (cacheFolder: string): string => join(cacheFolder, 'compiled');

/**
 * The folder in it for what is compiled here and so. Code for one processor is none for another, and TensorFlow names a file by
 * what it was made from alone, not by how.
 */
export async function compiledName(
  library: Pick<NativeLibrary, 'folder'>,
  gpu: Pick<Gpu, 'name' | 'driver'> | undefined,
  env: Environment,
): Promise<string> {
  const processor = { model: cpus()[0]?.model, flags: await processorFlags() };
  const device = gpu && { name: gpu.name, driver: gpu.driver };
  const own = env['XLA_FLAGS'] ?? '';
  const settings = {
    deterministic: env['TF_DETERMINISTIC_OPS'] ?? '',
    // Code for a processor divides its loops among so many.
    threads: env['TF_NUM_INTRAOP_THREADS'] ?? availableParallelism(),
    flags: (await flagsIn(own)) ?? own,
  };
  return shortHash({ library: basename(library.folder), processor, device, settings });
}

/**
 * What TensorFlow reads when it first compiles something; there is no other way to tell it. Code is found by another process if
 * it has the same name there, and that what is compiled does not depend on how often a shape was seen before keeps results
 * the same. What the user says comes last and counts; a file of settings is read as TensorFlow would.
 */
export async function compileEnvironment(
  { folder }: Pick<CompiledCode, 'folder'>,
  { TF_XLA_FLAGS: own = '' }: Environment,
): Promise<Readonly<Record<string, string>>> {
  const kept = folder === undefined ? [] : [`--tf_xla_persistent_cache_directory=${quoted(folder)}`];
  // An engine that was opened before in this process, or in the one that began it, has set them.
  if (kept.some((flag) => own.includes(flag))) return {};
  const theirs = await flagsIn(own);
  // TensorFlow itself says best what is wrong with a file that cannot be read.
  if (theirs === undefined) return {};
  const flags = ['--tf_xla_enable_lazy_compilation=false', '--tf_xla_deterministic_cluster_names=true'];
  return { TF_XLA_FLAGS: [...flags, ...kept, theirs].join(' ').trim() };
}

/** What a variable for TensorFlow's flags says: flags, or a file with flags. Undefined if that cannot be read. */
async function flagsIn(variable: string): Promise<string | undefined> {
  const isFile = variable.trim() !== '' && !variable.trimStart().startsWith('-');
  return isFile ? readFile(variable, 'utf8').catch(() => undefined) : variable;
}

const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, '\\$&')}"`;

/** What the processor can do, where the system tells: a virtual machine may hide some of it. */
const processorFlags = async (): Promise<string | undefined> =>
  /^(?:flags|Features)\s*:(.*)$/m.exec(await readFile('/proc/cpuinfo', 'utf8').catch(() => ''))?.[1];

async function takeAwayDamaged(folder: string): Promise<void> {
  const names = await namesIn(folder);
  for (const name of names.filter(isCode)) {
    const file = join(folder, name);
    const noted = await readFile(file + sumEnding, 'utf8').catch(() => undefined);
    const isWhole = noted !== undefined && noted === (await sumOf(file).catch(() => undefined));
    if (!isWhole) await takeAway(file);
  }
  const sums = names.filter((name) => name.endsWith(sumEnding));
  for (const name of sums.filter((each) => !names.includes(each.slice(0, -sumEnding.length))))
    await remove(join(folder, name));
}

async function takeAwayTemporary(folders: readonly string[]): Promise<void> {
  const files = await filesIn(folders, (name) => name.endsWith(temporaryEnding));
  for (const { file, mtimeMs } of files) if (mtimeMs < Date.now() - temporaryMs) await remove(file);
}

async function takeAwayOldest(folders: readonly string[], limitBytes: number): Promise<void> {
  const files = await filesIn(folders, isCode);
  let bytes = files.reduce((sum, { size }) => sum + size, 0);
  for (const { file, size } of files.toSorted((a, b) => a.mtimeMs - b.mtimeMs)) {
    if (bytes <= limitBytes) return;
    await takeAway(file);
    bytes -= size;
  }
}

interface FoundFile {
  readonly file: string;
  readonly size: number;
  readonly mtimeMs: number;
}

/** But for those that another process takes away meanwhile. */
async function filesIn(
  folders: readonly string[],
  matches: (name: string) => boolean,
): Promise<readonly FoundFile[]> {
  const found: FoundFile[] = [];
  for (const folder of folders)
    for (const name of (await namesIn(folder)).filter(matches)) {
      const file = join(folder, name);
      const state = await stat(file).catch(() => undefined);
      if (state) found.push({ file, size: state.size, mtimeMs: state.mtimeMs });
    }
  return found;
}

const namesIn = (folder: string): Promise<readonly string[]> => readdir(folder).catch(() => []);

/** The checksum goes first: what is left of two is then without one. */
async function takeAway(file: string): Promise<void> {
  await remove(file + sumEnding);
  await remove(file);
}

/** What cannot be removed stops nothing: the others are looked at all the same. */
const remove = (file: string): Promise<void> => rm(file, { force: true }).catch(() => {});

/** Half written it is no checksum, and the code is compiled again. */
const noteSum = async (file: string): Promise<void> => writeFile(file + sumEnding, await sumOf(file));

const sumOf = async (file: string): Promise<string> => sha256(await readFile(file));

const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');
