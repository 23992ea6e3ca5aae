import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ThawError } from '@thaw/core';
import { lastLines, runSubprocess } from './subprocess.js';
import type { Compiler } from './toolchain.js';

const require = createRequire(import.meta.url);
const { include_dir: nodeHeaders } = require('node-api-headers') as { include_dir: string };

/** Two levels up from `src/native` as from `dist/native`. */
const addonFolder = fileURLToPath(new URL('../../addon', import.meta.url));
/** The addon's sources, as they are in the npm package `@tensorflow/tfjs-node-gpu` (addon/tfjs-node-gpu/README.md). */
const bindingFolder = join(addonFolder, 'tfjs-node-gpu', 'binding');
/** The sources of our own addons. */
const muteFolder = join(addonFolder, 'mute');
const sessionFolder = join(addonFolder, 'session');

/** `NAPI_VERSION` 8 is in every Node since 12.22: what is compiled under one Node loads in all of them. */
const flags = ['-std=c++17', '-O2', '-fPIC', '-shared', '-DNAPI_VERSION=8'];
/** The linker of macOS wants to be told that Node itself brings the N-API's symbols. */
const systemFlags = process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : [];
const origin = process.platform === 'darwin' ? '@loader_path' : '$ORIGIN';

export const bindingName = 'tfjs_binding.node';
export const muteName = 'mute_stderr.node';
export const sessionName = 'session.node';

/** Twelve hex digits that change with anything that is compiled or how. */
export async function addonHash(): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([flags, systemFlags]));
  for (const folder of [bindingFolder, muteFolder, sessionFolder])
    for (const name of (await readdir(folder)).sort()) hash.update(await readFile(join(folder, name)));
  return hash.digest('hex').slice(0, 12);
}

export interface CompileOptions {
  readonly compiler: Compiler;
  /** The folder that holds `tensorflow/`; at run time the addon looks for it under `runtimeLibrary`. */
  readonly library: string;
  /** Path of `library` relative to the addon's final place. */
  readonly runtimeLibrary: string;
  readonly target: string;
  readonly signal?: AbortSignal;
}

/** Compiles our addons, and tfjs-node's from its own sources, against a library. Throws `THAW-BACKEND-COMPILE-FAILED`. */
export async function compileAddon(options: CompileOptions): Promise<void> {
  const { compiler, library, runtimeLibrary, target, signal } = options;
  const tensorflow = join(library, 'tensorflow');
  const libraries = (await readdir(tensorflow)).filter((name) => name.startsWith('libtensorflow_'));
  const linked = [
    ...['-I', join(tensorflow, 'include')],
    ...libraries.map((name) => join(tensorflow, name)),
    `-Wl,-rpath,${origin}/${runtimeLibrary}/tensorflow`,
  ];
  await compile(compiler, muteName, await sourcesIn(muteFolder), target, signal);
  await compile(compiler, sessionName, [...(await sourcesIn(sessionFolder)), ...linked], target, signal);
  await compile(compiler, bindingName, [...(await sourcesIn(bindingFolder)), ...linked], target, signal);
}

const sourcesIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).filter((name) => name.endsWith('.cc')).map((name) => join(folder, name));

async function compile(
  compiler: Compiler,
  name: string,
  args: readonly string[],
  target: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const output = join(target, name);
  const all = [...flags, ...systemFlags, '-I', nodeHeaders, ...args, '-o', output];
  const result = await runSubprocess(compiler.command, all, { signal });
  if (result.ok) return;
  throw new ThawError({
    code: 'THAW-BACKEND-COMPILE-FAILED',
    message: `${compiler.command} could not build ${name}`,
    expected: 'a C++17 compiler with its standard library, g++ 8 or newer',
    found: `${compiler.version}\n${lastLines(result.stderr, 8)}`,
    remedy: 'name another compiler in the environment variable CXX, or use `--backend wasm`',
  });
}
