import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  Consumer,
  entryPoints,
  nodeTypes,
  pack,
  programIn,
  tinySpec,
  versionOf,
  type Packed,
} from './consumer.fixture.js';

const consumer = new Consumer();
let packed: readonly Packed[];
/** What the compiler finds wrong in all that is imported here and in the programs that use it. */
let wrongTypes: string;

beforeAll(async () => {
  packed = pack(consumer.folder);
  consumer.write('package.json', JSON.stringify({ private: true, type: 'module' }));
  await consumer.install(nodeTypes, ...packed.map(({ filename }) => `./${filename}`));
  await consumer.writeImages();
  const imports = entryPoints.map(
    (name, index) => `import * as p${index} from '${name}';\nexport { p${index} };`,
  );
  consumer.write('consumer.ts', imports.join('\n'));
  consumer.write('page.ts', programIn('docs/api.md'));
  consumer.write('calls.ts', calls);
  wrongTypes = consumer.compile('consumer.ts', 'page.ts', 'calls.ts');
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

  it('can be imported, all that they export', () => {
    const imported = evaluate(`
      for (const name of ${JSON.stringify(entryPoints)})
        console.log(name, await import(name).then((all) => Object.keys(all).length > 0, String));`);
    expect(imported.trimEnd().split('\n')).toEqual(entryPoints.map((name) => `${name} true`));
  });

  it('bring their types, which are right without anything else than those of Node', () => {
    expect(wrongTypes).toBe('');
  });

  it('give the thaw command, which sweeps in TensorFlow', () => {
    expect(consumer.run('npx', ['thaw', '--version'])).toBe(`${versionOf('@thaw/runner')}\n`);
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

describe('the library as published', () => {
  it('runs the sweep of docs/api.md and says which run is best', () => {
    expect(programIn('docs/api.md').trimEnd().split('\n')).toHaveLength(20);
    expect(consumer.run(process.execPath, ['built/page.js'])).toMatch(
      /^finished [0-9a-f]{12} \{ 'head.dropout': 0(\.5)? \} [01](\.\d+)?\n$/,
    );
  });

  it('is interrupted, goes on, says what is wrong where, and reads what it has stored', () => {
    consumer.write('wrong.yaml', tinySpec('images').replace('epochs: 1', 'epochs: ten'));
    const said = consumer.run(process.execPath, ['built/calls.js']).trimEnd().split('\n');
    expect(said.map((line) => JSON.parse(line) as unknown)).toEqual([
      ['interrupted', false],
      ['finished', true],
      [['THAW-SPEC-WRONG-TYPE', 'spec', ['phases', 0, 'epochs']]],
      [['THAW-SPEC-WRONG-TYPE', 'wrong.yaml', 4, 49]],
      ['calls', 'finished'],
    ]);
  });
});

/** A program that calls all functions in all ways, and says a line of JSON of each. */
const calls = `
import { basename } from 'node:path';
import { planSweep, readRuns, runSweep, ThawError, validateSpec, type Spec, type SweepEvent } from '@thaw/runner';

const say = (...values: readonly unknown[]) => console.log(JSON.stringify(values));
const problemsOf = async (work: Promise<unknown>) => {
  const error: unknown = await work.then(() => undefined, (thrown) => thrown);
  if (error instanceof ThawError) return error.problems;
  throw error;
};

const spec: Spec = {
  name: 'calls',
  data: { root: 'images', split: { validation: 0.25 } },
  backbone: { name: 'mobilenetv2', weights: 'random', imageSize: 32 },
  phases: [{ name: 'head', trainable: { last: 1 }, epochs: 3 }],
};
const stop = new AbortController();
const onEvent = ({ type }: SweepEvent) => {
  if (type === 'epoch') stop.abort();
};
const first = await runSweep({ spec, signal: stop.signal, onEvent });
say(first.status, first.best !== undefined);
const second = await runSweep({ spec });
say(second.status, second.best !== undefined);

const wrong = { ...spec, phases: [{ name: 'head', epochs: 'ten' }] } as unknown as Spec;
const ofObject = await problemsOf(validateSpec({ spec: wrong }));
say(...ofObject.map(({ code, position }) => [code, position?.file, position?.keys]));
const ofFile = await problemsOf(planSweep({ spec: 'wrong.yaml' }));
say(...ofFile.map(({ code, position }) => [code, basename(position!.file), position!.line, position!.column]));

const [stored] = await readRuns({ sweep: ['calls'], sort: 'val_accuracy', limit: 1 });
say(stored!.sweepName, stored!.status);
`;

describe('the packages in an Nx workspace', () => {
  beforeAll(async () => {
    consumer.write('nx.json', JSON.stringify({ neverConnectToCloud: true, analytics: false }));
    await consumer.install(`nx@${versionOf('nx')}`);
    // What `nx add @thaw/runner` does once it has installed it; there is no @nx/devkit here.
    nx('g', '@thaw/runner:init');
  }, 300_000);

  const bin = './node_modules/.bin/nx';
  const nx = (...args: readonly string[]) => consumer.run(bin, args);
  const git = (...args: readonly string[]) =>
    consumer.run('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args]);
  /** Projects, their targets and what they depend on. */
  const graph = () =>
    (
      JSON.parse(nx('graph', '--print')) as {
        graph: {
          nodes: Record<string, { data: { targets: Record<string, { executor: string }> } }>;
          dependencies: Record<string, { target: string }[]>;
        };
      }
    ).graph;
  /** With times of its own: those of this machine's sweeps change with every sweep that ends, and plans with them. */
  const cachedOf = (...targets: readonly string[]) => {
    const command = [`THAW_CACHE=${consumer.folder}/cache`, bin, 'run-many', '-p', 'pets', '-t', ...targets];
    return [...consumer.run('env', command).matchAll(/\[(?:local cache|existing outputs)/g)].length;
  };

  it('make each spec a set of targets of the project it lies in, and of its folder where it lies in none', () => {
    consumer.write('.gitignore', 'node_modules\n.nx\n.thaw\nbuilt\n*.tgz\n');
    consumer.write('libs/bases/project.json', JSON.stringify({ name: 'bases' }));
    consumer.write('libs/bases/base.yaml', tinySpec('../../images').replace('name: tiny\n', ''));
    consumer.write('libs/nets/project.json', JSON.stringify({ name: 'nets' }));
    consumer.write('libs/nets/net.js', networkModule);
    consumer.write('libs/pets/project.json', JSON.stringify({ name: 'pets' }));
    consumer.write('libs/pets/experiments/tiny.yaml', 'extends: ../../bases/base.yaml\nname: tiny\n');
    consumer.write('libs/birds/package.json', JSON.stringify({ name: '@acme/birds' }));
    consumer.write('libs/birds/experiments/frozen.yml', birds);
    consumer.write('lists/birds.csv', `path,label\n${['a/0', 'a/1', 'b/0', 'b/1'].map(labelled).join('')}`);
    consumer.write(
      'experiments/long.yaml',
      tinySpec('../images').replace(/tiny(.*)epochs: 1/s, 'long$1epochs: 5000'),
    );
    consumer.write('experiments/unfinished.yaml', 'data: { root: ../images }\nphases: [{ name: "head\n');
    // A stranger's YAML is nobody's business here, and breaks nothing.
    consumer.write('infra/experiments/flags.yaml', 'flags: { dark: true }\n');
    consumer.write('infra/experiments/chart.yml', 'data: {{ .Values.phases }}\n---\nphases: *x\n- [');
    const { nodes, dependencies } = graph();
    const targets = Object.entries(nodes).map(([name, { data }]) => [name, Object.keys(data.targets)]);
    const all = (spec: string) => [spec, `${spec}:plan`, `${spec}:validate`, `${spec}:report`];
    const ofProject = ['sweep', 'plan', 'validate', 'report'];
    expect(Object.fromEntries(targets)).toEqual({
      bases: [],
      nets: [],
      pets: [...all('tiny'), ...ofProject],
      'libs/birds': [...all('frozen'), 'frozen:nightly', ...ofProject, 'nightly'],
      experiments: [...all('long'), ...ofProject, ...all('unfinished')],
    });
    expect(dependencies['pets']!.map(({ target }) => target)).toContain('bases');
  });

  it.each<[string, string, string, readonly string[]]>([
    ['what a spec extends', 'libs/bases/base.yaml', '# changed\n', ['bases', 'pets']],
    ['a backbone', 'libs/nets/net.js', '// changed\n', ['libs/birds', 'nets']],
    ['a manifest', 'lists/birds.csv', labelled('b/2'), ['libs/birds']],
    ['an image', 'images/a/0.png', ' ', ['experiments', 'libs/birds', 'pets']],
  ])('have those affected that a change of %s concerns', (_, file, text, affected) => {
    git('init', '--quiet', '--initial-branch=main');
    git('add', '.');
    git('commit', '--quiet', '--allow-empty', '--message=.');
    consumer.run(process.execPath, ['-e', `fs.appendFileSync('${file}', ${JSON.stringify(text)})`]);
    const found = JSON.parse(nx('show', 'projects', '--affected', '--base=HEAD', '--json')) as string[];
    git('checkout', '--quiet', '.');
    expect(found.toSorted()).toEqual(affected);
  });

  it('have what is validated and planned in the cache, as long as nothing changes that counts', () => {
    const looks = ['tiny:plan', 'tiny:validate'];
    expect([cachedOf(...looks), cachedOf(...looks)]).toEqual([0, 2]);
    // From wherever: the paths of a target start from the root.
    const swept = consumer.run('npx', ['nx', 'run', 'pets:tiny'], 'libs/pets');
    expect(swept).toMatch(/rank +run +val_loss.*\n +1 +[0-9a-f]{12}/);
    expect(consumer.run('npx', ['thaw', 'runs'], 'libs/pets')).toMatch(/ finished /);
    const both = ['tiny:plan', 'tiny:report'];
    const told = nx('run-many', '-p', 'pets', '--output-style=static', '-t', ...both);
    expect(told).toContain('4 stored already');
    expect(told).toContain('.thaw/reports/libs/pets/tiny.html');
  });

  it('make a network of a family, which passes its tests, is packed, installed elsewhere and swept', () => {
    nx('g', '@thaw/runner:backbone', 'mine', '--family=resnet');
    const tested = consumer.run(process.execPath, ['--test', '--test-reporter=tap'], 'backbones/mine');
    expect(tested).toContain('# pass 12\n');
    expect(tested).toContain('# fail 0\n');
    consumer.run('npm', ['pack', '--pack-destination', consumer.folder], 'backbones/mine');
    // Thaw is above it, so that only the network is installed.
    consumer.write('elsewhere/package.json', '{}');
    const alone = ['--legacy-peer-deps', '--offline', '--no-audit', '--no-fund'];
    consumer.run('npm', ['install', ...alone, '../mine-0.1.0.tgz'], 'elsewhere');
    consumer.write('elsewhere/mine.yaml', tinySpec('../images').replace('name: mobilenetv2', 'name: mine'));
    const swept = consumer.run('npx', ['thaw', 'sweep', '--spec', 'mine.yaml'], 'elsewhere');
    expect(swept).toMatch(/rank +run +val_loss.*\n +1 +[0-9a-f]{12}/);
  });

  it.each([
    ["Nx's terminal", 'false'],
    ["Nx's user interface", 'true'],
  ])('end a sweep with Ctrl-C in %s, and say how to go on', (_, tui) => {
    const { code, said } = consumer.interrupt([bin, 'run', 'experiments:long'], 'loss', { NX_TUI: tui });
    expect(said).toContain('run the same command to go on');
    expect(code).toBe(130);
    expect(consumer.run('npx', ['thaw', 'runs', '--status', 'interrupted'])).toContain('long');
  });
});

function labelled(image: string): string {
  return `${image}.png,${image[0]}\n`;
}

const birds = `name: frozen
data: { root: ../../../images, manifest: ../../../lists/birds.csv, split: { validation: 0.25 } }
backbone: { name: ../../nets/net.js, weights: random, imageSize: 32 }
phases: [{ name: head, trainable: none, epochs: 1 }]
schedule: { cron: "0 2 * * *", timeZone: Europe/Berlin }
`;

const networkModule = `import { convolution, defineBackbone, tf } from '@thaw/backbones';
export default defineBackbone({
  name: 'net', title: 'Net', source: 'here', minimumImageSize: 32,
  weights: [{ tag: 'untrained', preprocessing: tf, imageSize: 32, sources: [] }],
  assemble(graph, image) {
    graph.block('stem');
    return graph.add('Conv2D', 'stem_conv', convolution(8, 3, { strides: 2, padding: 'same' }), image);
  },
});
`;
