import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const names = ['core', 'backbones', 'locks', 'engine', 'tracker', 'runner'];
const packages = names.map((name) => `@thaw/${name}`);

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

// A consumer's project: the tarballs that would be published, installed by npm into an empty folder.
const consumer = mkdtempSync(path.join(tmpdir(), 'thaw-pack-'));
const write = (name: string, content: string) => writeFileSync(path.join(consumer, name), content);
const run = (command: string, ...args: string[]) =>
  execFileSync(command, args, { cwd: consumer, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
let packed: readonly Packed[];

beforeAll(() => {
  // In a checkout the command builds whatever is not built.
  execFileSync(process.execPath, [path.join(root, 'packages/runner/bin/thaw.js'), '--version']);
  const workspaces = packages.flatMap((name) => ['-w', name]);
  packed = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--pack-destination', consumer, ...workspaces], {
      cwd: root,
      encoding: 'utf8',
    }),
  ) as readonly Packed[];
  write('package.json', JSON.stringify({ private: true, type: 'module' }));
  const tarballs = packed.map(({ filename }) => `./${filename}`);
  run('npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', ...tarballs);
}, 300_000);

afterAll(() => rmSync(consumer, { recursive: true, force: true }), 60_000);

describe('the packages as published', () => {
  it('hold what is built, with licence and readme, and neither sources nor specs', () => {
    for (const { files } of packed) {
      const paths = files.map((file) => file.path);
      expect(paths).toEqual(
        expect.arrayContaining(['package.json', 'README.md', 'LICENSE', 'dist/index.js', 'dist/index.d.ts']),
      );
      expect(paths.filter((name) => /^src\/|\.(spec|fixture)\.|tsbuildinfo|checkout/.test(name))).toEqual([]);
    }
  });

  it.each([...packages, '@thaw/backbones/contract'])('%s can be imported', (name) => {
    run(process.execPath, '--input-type=module', '--eval', `await import('${name}')`);
  });

  it('bring their types', () => {
    const imports = packages.map(
      (name, index) => `import * as p${index} from '${name}';\nexport { p${index} };`,
    );
    write('consumer.ts', imports.join('\n'));
    const compilerOptions = {
      ...{ module: 'nodenext', target: 'es2022', lib: ['es2023'], strict: true, skipLibCheck: true },
      ...{ noEmit: true, types: [] },
    };
    write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['consumer.ts'] }));
    expect(run(process.execPath, path.join(root, 'node_modules/typescript/bin/tsc'), '-p', '.')).toBe('');
  });

  it('give the thaw command, which checks a spec', () => {
    expect(run('npx', 'thaw', '--version')).toBe('0.1.0\n');
    write(
      'spec.yaml',
      [
        'name: pack',
        'data: { root: images }',
        'backbone: { name: vgg16, weights: random }',
        'phases: [{ name: extract, trainable: none, epochs: 1 }]',
      ].join('\n'),
    );
    expect(run('npx', 'thaw', 'validate', '--spec', 'spec.yaml')).toContain('pack is valid: 1 run');
  });

  it('give Nx the executors, the generators and the plugin that makes targets of specs', () => {
    const script = `
      import { createRequire } from 'node:module';
      const require = createRequire(import.meta.url);
      const { executors } = require('@thaw/runner/executors.json');
      const folder = require.resolve('@thaw/runner/package.json').replace('package.json', '');
      for (const { implementation, schema } of Object.values(executors)) {
        const [file, name] = implementation.split('#');
        if (typeof require(folder + file)[name] !== 'function') throw new Error(implementation);
        if (require(folder + schema).type !== 'object') throw new Error(schema);
      }
      const { generators } = require('@thaw/runner/generators.json');
      for (const { factory, schema } of Object.values(generators)) {
        require.resolve(folder + factory.split('#')[0]);
        if (require(folder + schema).type !== 'object') throw new Error(schema);
      }
      if ((await import('@thaw/runner/nx')).createNodesV2.length !== 2) throw new Error('no plugin');
    `;
    run(process.execPath, '--input-type=module', '--eval', script);
  });
});
