import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Consumer, entryPoints, pack, root, tinySpec, type Packed } from './consumer.fixture.js';

const consumer = new Consumer();
let packed: readonly Packed[];

beforeAll(async () => {
  packed = pack(consumer.folder);
  consumer.write('package.json', JSON.stringify({ private: true, type: 'module' }));
  consumer.install(...packed.map(({ filename }) => `./${filename}`));
  await consumer.writeImages();
}, 300_000);

afterAll(() => consumer.remove(), 60_000);

const evaluate = (script: string) =>
  consumer.run(process.execPath, ['--input-type=module', '--eval', script]);

describe('the packages as published', () => {
  it('hold what is built, with licence and readme, and neither sources nor specs', () => {
    for (const { files } of packed) {
      const paths = files.map((file) => file.path);
      expect(paths).toEqual(expect.arrayContaining(['package.json', 'README.md', 'LICENSE']));
      expect(paths.filter((name) => /^src\/|\.(spec|fixture)\.|tsbuildinfo|checkout/.test(name))).toEqual([]);
    }
  });

  it('run no script that fetches anything when they are installed', () => {
    // npm lists in its lockfile who has one; that of core-js thanks its supporters.
    const lock = `
      const { packages } = JSON.parse(await (await import('node:fs/promises')).readFile('package-lock.json'));
      const scripted = Object.entries(packages).filter(([, entry]) => entry.hasInstallScript);
      console.log(scripted.map(([name]) => name.replace(/.*node_modules./, '')).join());`;
    expect(evaluate(lock)).toBe('core-js\n');
  });

  it.each(entryPoints)('%s can be imported', (name) => {
    evaluate(`await import('${name}')`);
  });

  it('bring their types', () => {
    const imports = entryPoints.map(
      (name, index) => `import * as p${index} from '${name}';\nexport { p${index} };`,
    );
    consumer.write('consumer.ts', imports.join('\n'));
    const compilerOptions = {
      ...{ module: 'nodenext', target: 'es2022', lib: ['es2023'], strict: true, skipLibCheck: true },
      ...{ noEmit: true, types: [] },
    };
    consumer.write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['consumer.ts'] }));
    const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
    expect(consumer.run(process.execPath, [tsc, '-p', '.'])).toBe('');
  });

  it('give the thaw command, which sweeps in TensorFlow', () => {
    expect(consumer.run('npx', ['thaw', '--version'])).toBe('0.1.0\n');
    consumer.write('tiny.yaml', tinySpec('images'));
    expect(consumer.run('npx', ['thaw', 'validate', '--spec', 'tiny.yaml'])).toContain(
      'tiny is valid: 1 run',
    );
    const swept = consumer.run('npx', ['thaw', 'sweep', '--spec', 'tiny.yaml', '--backend', 'tensorflow']);
    expect(swept).toMatch(/rank +run +val_loss.*\n +1 +[0-9a-f]{12}/);
  });

  it('give Nx the executors and the generators', () => {
    evaluate(`
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
      }`);
  });
});

describe('the packages in an Nx workspace', () => {
  beforeAll(() => {
    const { version } = JSON.parse(readFileSync(path.join(root, 'node_modules/nx/package.json'), 'utf8')) as {
      version: string;
    };
    consumer.write(
      'nx.json',
      JSON.stringify({ plugins: ['@thaw/runner/nx'], neverConnectToCloud: true, analytics: false }),
    );
    consumer.install(`nx@${version}`);
  }, 300_000);

  const nx = (...args: readonly string[]) => consumer.run('npx', ['nx', ...args]);
  /** Names of the targets that sweep, by project. */
  const sweeps = () => {
    const { graph } = JSON.parse(nx('graph', '--print')) as {
      graph: { nodes: Record<string, { data: { targets: Record<string, { executor: string }> } }> };
    };
    const isSweep = ([, { executor }]: [string, { executor: string }]) => executor === '@thaw/runner:sweep';
    return Object.fromEntries(
      Object.entries(graph.nodes).map(([name, { data }]) => [
        name,
        Object.entries(data.targets)
          .filter(isSweep)
          .map(([target]) => target),
      ]),
    );
  };

  it('make each spec a target of the project it lies in, and of its folder where it lies in none', () => {
    consumer.write('libs/pets/project.json', JSON.stringify({ name: 'pets' }));
    consumer.write('libs/pets/experiments/tiny.yaml', tinySpec('../../../images'));
    consumer.write('libs/pets/src/experiments/tiny.yml', tinySpec('../../../../images'));
    consumer.write('libs/birds/package.json', JSON.stringify({ name: '@acme/birds' }));
    consumer.write('libs/birds/experiments/frozen.yml', tinySpec('../../../images'));
    consumer.write('experiments/tiny.yaml', tinySpec('../images'));
    consumer.write('experiments/unfinished.yaml', 'data: { root: ../images }\nphases: [{ name: "head\n');
    // A stranger's YAML is nobody's business here, and breaks nothing.
    consumer.write('infra/experiments/flags.yaml', 'flags: { dark: true }\n');
    consumer.write('infra/experiments/settings.yaml', 'data: { backbone: yes, phases: 3 }\n');
    consumer.write('infra/experiments/chart.yml', 'data: {{ .Values.phases }}\n---\nphases: *x\n- [');
    expect(sweeps()).toEqual({
      pets: ['tiny', 'src/experiments/tiny.yml'],
      'libs/birds': ['frozen'],
      experiments: ['tiny', 'unfinished'],
    });
  });

  it('run a sweep in TensorFlow as the target of a spec, into the store of the workspace', () => {
    expect(nx('run', 'pets:tiny')).toMatch(/rank +run +val_loss.*\n +1 +[0-9a-f]{12}/);
    expect(consumer.run('npx', ['thaw', 'runs'], 'libs/pets')).toMatch(/ finished /);
  });
});
