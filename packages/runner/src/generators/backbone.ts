import type { Tree } from '@nx/devkit';
import { createRequire } from 'node:module';
import { posix } from 'node:path';
import { families, type FamilyName } from './backbones/families.js';
import type { Family } from './backbones/family.js';

export interface BackboneGeneratorOptions {
  /** Lower-case words joined by hyphens. */
  readonly name: string;
  readonly family?: FamilyName;
  /** In a workspace of a user of Thaw. */
  readonly directory: string;
}

const networks = 'packages/backbones/src/networks';
const registry = 'packages/backbones/src/registry.ts';

/**
 * Adds a network of a family, or one that waits for its layers: in Thaw's own workspace one that is built in, with its lines in the
 * registry, whose tests it is then under; elsewhere a package, with the contract and the parity of both engines as its tests.
 */
export function backbone(tree: Tree, { name, family = 'graph', directory }: BackboneGeneratorOptions): void {
  const made = families[family];
  const propertyName = inCamelCase(name);
  if (tree.exists(registry)) {
    tree.write(`${networks}/${name}.ts`, builtIn(made, name, propertyName));
    tree.write(registry, withEntry(tree.read(registry, 'utf8')!, name, propertyName));
  } else {
    for (const [file, text] of Object.entries(packageOf(made, name)))
      tree.write(posix.join(directory.replaceAll('\\', '/'), name, file), text);
  }
}

function builtIn({ imports, definition }: Family, name: string, propertyName: string): string {
  const lines = Object.entries(imports).map(
    ([file, names]) => `import { ${names.join(', ')} } from './${file}.js';`,
  );
  return `${lines.join('\n')}

export const ${propertyName} = ${definition(name, inPascalCase(name))};
`;
}

const packageOf = ({ imports, definition }: Family, name: string): Readonly<Record<string, string>> => ({
  'package.json': `${JSON.stringify(manifest(name), undefined, 2)}\n`,
  'index.js': `import { ${Object.values(imports).flat().join(', ')} } from '@thaw/backbones';

export default ${definition(name, inPascalCase(name))};
`,
  'contract.test.js': test('describeBackbone', '@thaw/backbones/contract'),
  'parity.test.js': test('describeParity', '@thaw/execution/contract'),
});

/** The versions of Thaw that it is made for are those that this one can stand for. */
function manifest(name: string): object {
  const { version } = createRequire(import.meta.url)('../../package.json') as { readonly version: string };
  return {
    ...{ name, version: '0.1.0', type: 'module', exports: './index.js', files: ['index.js'] },
    scripts: { test: 'node --test' },
    peerDependencies: { '@thaw/backbones': `^${version}` },
    devDependencies: { '@thaw/execution': `^${version}` },
  };
}

const test = (suite: string, from: string) => `import { ${suite} } from '${from}';
import { describe, it } from 'node:test';
import backbone from './index.js';

${suite}(backbone, { describe, it });
`;

function withEntry(source: string, name: string, propertyName: string): string {
  const entry = name === propertyName ? name : `'${name}': ${propertyName}`;
  return source
    .replace(/(?<=^import .*\n)(?!import)/m, `import { ${propertyName} } from './networks/${name}.js';\n`)
    .replace(/(?=^} as const satisfies)/m, `  ${entry},\n`);
}

const inCamelCase = (name: string): string =>
  name.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

const inPascalCase = (name: string): string =>
  inCamelCase(name).replace(/^[a-z]/, (letter) => letter.toUpperCase());
