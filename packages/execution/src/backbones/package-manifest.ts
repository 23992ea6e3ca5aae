import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What matters of a package's `package.json`. */
export interface PackageManifest {
  /** In which it lies. */
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** Of the package that a file belongs to. A `package.json` without name and version, as in `dist/cjs`, is passed over. */
export async function findManifest(file: string): Promise<PackageManifest | undefined> {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    const { name, version, peerDependencies } = JSON.parse(text) as Partial<PackageManifest>;
    if (name !== undefined && version !== undefined)
      return { folder, name, version, ...(peerDependencies && { peerDependencies }) };
  }
  return undefined;
}
