import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

interface Dependencies {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** What a package of networks is made for, as docs/add-a-backbone.md has it. */
const madeFor = ['@thaw/backbones', '@thaw/core'];

/**
 * Names of the packages that a project names in its `package.json`, that are installed and say by their `peerDependencies` that they are made
 * for Thaw. Only manifests are read; nothing is imported.
 */
export async function backbonePackages(folder: string): Promise<readonly string[]> {
  const { dependencies, devDependencies, optionalDependencies } = await read(join(folder, 'package.json'));
  const names = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies });
  const others = names.filter((name) => !name.startsWith('@thaw/'));
  const areMade = await Promise.all(
    others.map(async (name) => {
      const { peerDependencies = {} } = await installed(name, folder);
      return madeFor.some((peer) => Object.hasOwn(peerDependencies, peer));
    }),
  );
  return others.filter((_, index) => areMade[index]);
}

/** The manifest of a package, where Node looks for packages. */
async function installed(name: string, from: string): Promise<Dependencies> {
  for (let folder = from; ; folder = dirname(folder)) {
    const manifest = await readManifest(join(folder, 'node_modules', name, 'package.json'));
    if (manifest || folder === dirname(folder)) return manifest ?? {};
  }
}

const read = async (file: string): Promise<Dependencies> => (await readManifest(file)) ?? {};

/** Undefined where there is none, or what is there is none. */
async function readManifest(file: string): Promise<Dependencies | undefined> {
  try {
    const manifest: unknown = JSON.parse(await readFile(file, 'utf8'));
    return typeof manifest === 'object' && manifest !== null ? manifest : undefined;
  } catch {
    return undefined;
  }
}
