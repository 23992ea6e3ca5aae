import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { commandNames } from './commands.js';

const source = fileURLToPath(new URL('..', import.meta.url));
const execution = fileURLToPath(new URL('../../../execution/src', import.meta.url));

/** What takes longer to load than `thaw --help` may take. */
const heavy = [
  '@aws-sdk/client-s3',
  '@aws-sdk/lib-storage',
  '@thaw/engine',
  'import-meta-resolve',
  'semver/functions/satisfies.js',
  '@tensorflow/tfjs',
  'sharp',
  'h5wasm',
  'tfjs-core',
];

/** A module's own imports of values; those inside functions are not among them. */
const importsOf = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/^(?:import|export)(?! type)[^;']* from '([^']+)';/gm)].map(
    ([, name]) => name!,
  );

/** How each of these packages, by default the heavy ones, that a module loads as it is imported comes in. */
function heavyImports(
  file: string,
  packages = heavy,
  path: readonly string[] = [],
  seen = new Set<string>(),
): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  return importsOf(file).flatMap((name) => {
    const way = [...path, file.slice(source.length)];
    if (packages.includes(name)) return [[...way, name].join(' → ')];
    const folder = /^@thaw\/execution\/(\w+)$/.exec(name)?.[1];
    if (folder !== undefined) return heavyImports(join(execution, folder, 'index.ts'), packages, way, seen);
    if (!name.startsWith('.')) return [];
    return heavyImports(join(dirname(file), name.replace(/\.js$/, '.ts')), packages, way, seen);
  });
}

it.each(['index.ts', 'cli/commands.ts', 'cli/program.ts', 'cli/shell.ts', 'executors/run-executor.ts'])(
  '%s loads no engine and no decoder',
  (file) => {
    expect(heavyImports(join(source, file))).toEqual([]);
  },
);

it.each(commandNames)('%s shows its help without loading an engine or a decoder', (name) => {
  const file = join(source, 'commands', `${name}.ts`);
  expect(existsSync(file)).toBe(true);
  expect(heavyImports(file)).toEqual([]);
});

it('a plan loads what starts workers only where it is of a cluster', () => {
  expect(heavyImports(join(source, 'commands/plan.ts'), ['@thaw/execution/launcher'])).toEqual([]);
});

it('a shell that waits for words has nothing loaded but what lies in files', () => {
  expect(packagesOf(join(source, 'cli/main.ts'))).toEqual([]);
  expect(packagesOf(join(source, 'completion/answer.ts'))).toEqual([]);
});

/** All packages that a module loads as it is imported, and how each comes in. */
function packagesOf(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  return importsOf(file).flatMap((name) =>
    name.startsWith('.')
      ? packagesOf(join(dirname(file), name.replace(/\.js$/, '.ts')), seen)
      : name.startsWith('node:')
        ? []
        : [`${file.slice(source.length)} → ${name}`],
  );
}
