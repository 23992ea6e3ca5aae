import type { Tree } from '@nx/devkit';
import { posix } from 'node:path';

export interface BackboneGeneratorOptions {
  /** Lower-case words joined by hyphens. */
  readonly name: string;
  /** In a workspace of a user of Thaw. */
  readonly directory: string;
}

const networks = 'packages/backbones/src/networks';
const registry = 'packages/backbones/src/registry.ts';

/**
 * Adds a network that keeps the contract and waits for its layers: in Thaw's own workspace one that is built in, with
 * its lines in the registry, whose tests it is then under; elsewhere a module that specs name by its path, and its test.
 */
export function backbone(tree: Tree, { name, directory }: BackboneGeneratorOptions): void {
  const propertyName = inCamelCase(name);
  if (tree.exists(registry)) {
    tree.write(`${networks}/${name}.ts`, builtIn(name, propertyName));
    tree.write(registry, withEntry(tree.read(registry, 'utf8')!, name, propertyName));
  } else {
    const folder = directory.replaceAll('\\', '/');
    tree.write(posix.join(folder, `${name}.js`), ofItsOwn(name));
    tree.write(posix.join(folder, `${name}.test.js`), test(name));
  }
}

const builtIn = (
  name: string,
  propertyName: string,
) => `import { defineBackbone } from './define-backbone.js';
import { batchNorm, convolution } from './layer-configs.js';
import { tf } from './preprocessing.js';

export const ${propertyName} = ${definition(name)};
`;

const ofItsOwn = (
  name: string,
) => `import { batchNorm, convolution, defineBackbone, tf } from '@thaw/backbones';

export default ${definition(name)};
`;

/** A stem: what nearly every network begins with. */
const definition = (name: string) => `defineBackbone({
  name: '${name}',
  title: '${inPascalCase(name)}',
  source: 'the paper, and the file that the layers are from',
  minimumImageSize: 32,
  weights: [{ tag: 'untrained', preprocessing: tf, imageSize: 224, sources: [] }],
  assemble(graph, image) {
    graph.block('stem');
    const stem = convolution(32, 3, { strides: 2, padding: 'same', useBias: false });
    const x = graph.add('Conv2D', 'stem_conv', stem, image);
    const y = graph.add('BatchNormalization', 'stem_bn', batchNorm(), x);
    return graph.add('Activation', 'stem_relu', { activation: 'relu' }, y);
  },
})`;

const test = (name: string) => `import { describeBackbone } from '@thaw/backbones/contract';
import { describe, it } from 'node:test';
import backbone from './${name}.js';

describeBackbone(backbone, { describe, it });
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
