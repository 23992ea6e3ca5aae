import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textOf } from './answer.js';
import { complete } from './complete.js';
import { readTable } from './table.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-complete-'));
  await mkdir(join(folder, 'experiments/more'), { recursive: true });
  await mkdir(join(folder, '.thaw/journals'), { recursive: true });
  await mkdir(join(folder, 'other/journals'), { recursive: true });
  const spec =
    'backbone: mobilenetv2\ndata: images\nphases: [{ name: extract, epochs: 1 }, { name: tune, epochs: 1 }]\n';
  await writeFile(join(folder, 'experiments/a spec.yaml'), spec);
  await writeFile(join(folder, 'experiments/pnpm.yaml'), 'packages: []\n');
  await mkdir(join(folder, 'extending'));
  await writeFile(
    join(folder, 'extending/b.yaml'),
    "extends: ['../experiments/a spec.yaml', c.yaml]\nname: b\nphases: { extract: null }\n",
  );
  await writeFile(
    join(folder, 'extending/c.yaml'),
    'extends: b.yaml\nphases: [{ name: more, epochs: 1 }]\nbackbone: vgg16\n',
  );
  await writeFile(join(folder, 'extending/lint.yaml'), 'extends: relaxed\nrules: {}\n');
  const line = (type: string, timeMs: number, rest: object) => JSON.stringify({ type, timeMs, ...rest });
  const lines = [
    line('sweep-started', 1, { sweep: 'aaaa', name: 'flowers' }),
    line('run-started', 2, { sweep: 'aaaa', run: '111111', name: 'dropout=0' }),
    line('run-started', 3, { sweep: 'aaaa', run: '222222', name: 'dropout=0.3' }),
    line('run-started', 9, { sweep: 'aaaa', run: '111111', name: 'dropout=0' }),
    '{"type":"run-started","timeMs":10,"run":"3333',
  ];
  await writeFile(join(folder, '.thaw/journals/aaaa.ndjson'), lines.join('\n'));
  await writeFile(
    join(folder, 'other/journals/bbbb.ndjson'),
    line('run-started', 1, { sweep: 'bbbb', run: '444444', name: 'seed=1' }),
  );
});
afterAll(() => rm(folder, { recursive: true }));

const at = (line: string) => complete(line.split(' '), readTable(), { cwd: folder, workspace: folder });
const values = async (line: string) => (await at(line)).candidates.map(({ value }) => value);

describe('what may stand at the end of a command line', () => {
  it.each([
    ['spl', ['split']],
    ['--v', ['--version']],
    ['help pl', ['plan']],
    ['nothing ', []],
    ['plan --sp', ['--spec']],
    ['split --spec x.yaml --s', ['--set', '--store']],
    ['plan --spec x.yaml --s', ['--spec', '--set', '--store']],
    ['sweep --backend w', ['wasm']],
    ['sweep --backend=', ['--backend=auto', '--backend=tensorflow', '--backend=wasm', '--backend=cpu']],
    ['store pr', ['prune']],
    ['explain ', ['111111', '222222']],
    ['explain 2', ['222222']],
    ['explain --store other ', ['444444']],
    ['explain 111111 ', []],
    ['compare 111111 ', ['111111', '222222']],
    ['runs ', ['flowers']],
    ['runs --sort val_macro', ['val_macro_f1']],
    ['plan ', ['experiments/a spec.yaml', 'experiments/', 'extending/', 'other/']],
    ['plan exp', ['experiments/']],
    ['plan extending/', ['extending/b.yaml', 'extending/c.yaml']],
    ['diff extending/b', ['extending/b.yaml']],
    ['diff extending/b.yaml 2', ['222222']],
    ['plan experiments/', ['experiments/a spec.yaml', 'experiments/more/']],
    ['plan nowhere/', []],
    ['features --backbone xc', ['xception']],
    ['sweep --set phases.', []],
    ['sweep --set backbone=xc', ['backbone=xception']],
    [
      'sweep --set precision=',
      ['precision=float32', 'precision=tensorfloat32', 'precision=bfloat16', 'precision=auto'],
    ],
    ['sweep --set head.pool=m', ['head.pool=max', 'head.pool=map']],
  ])('%j', async (line, expected) => {
    expect(await values(line)).toEqual(expected);
  });

  it('are found without waiting for a pipe, or reading what is far too large', async () => {
    const odd = join(folder, 'odd');
    await mkdir(odd);
    execFileSync('mkfifo', [join(odd, 'pipe.yaml')]);
    await writeFile(join(odd, 'large.yaml'), `backbone: a\ndata: b\n#${'x'.repeat(300_000)}`);
    await writeFile(join(odd, 'small.yaml'), 'backbone: a\ndata: b\n');
    expect(await values('plan odd/')).toEqual(['odd/small.yaml']);
    expect(await values('sweep odd/pipe.yaml --set backbone=xc')).toEqual(['backbone=xception']);
    await rm(odd, { recursive: true });
  });

  it('are the latest runs of a journal that is long', async () => {
    const run = (id: number) =>
      `{"type":"run-started","timeMs":${id},"sweep":"cccc","run":"run${id}","name":"x"}\n`;
    const epochs = '{"type":"epoch","timeMs":1}\n'.repeat(40_000);
    const started = '{"type":"sweep-started","timeMs":1,"sweep":"cccc","name":"long"}\n';
    await mkdir(join(folder, 'long/journals'), { recursive: true });
    await writeFile(
      join(folder, 'long/journals/cccc.ndjson'),
      started + run(1) + epochs + run(2) + epochs + run(3),
    );
    execFileSync('mkfifo', [join(folder, 'long/journals/pipe.ndjson')]);
    expect(await values('explain --store long ')).toEqual(['run3', 'run1']);
    expect(await values('runs --store long ')).toEqual(['long']);
    await rm(join(folder, 'long'), { recursive: true });
  });

  it('are none of what damage has made of a journal', async () => {
    const lines = [
      { type: 'run-started', timeMs: 2, sweep: 'dddd', run: { toString: 1 } },
      { type: 'run-started', timeMs: 2, sweep: 'dddd' },
      { type: 'run-started', timeMs: '2', sweep: 'dddd', run: 'late' },
      { type: 'run-started', timeMs: 2, sweep: 'dddd', run: 'odd', name: [] },
      { type: 'run-started', timeMs: 1, sweep: 'dddd', run: 'good', name: 'x' },
      { type: 'sweep-started', timeMs: 1, sweep: 'dddd' },
    ];
    await mkdir(join(folder, 'damaged/journals'), { recursive: true });
    await writeFile(
      join(folder, 'damaged/journals/dddd.ndjson'),
      lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
    );
    expect(await values('explain --store damaged ')).toEqual(['good']);
    expect(await values('runs --store damaged ')).toEqual([]);
    await rm(join(folder, 'damaged'), { recursive: true });
  });

  const set = (setting: string, spec = 'experiments/a spec.yaml') =>
    complete(['sweep', spec, '--set', setting], readTable(), {
      cwd: folder,
      workspace: folder,
    }).then(({ candidates }) => candidates.map(({ value }) => value));

  it('are the settings of the phases that the spec has', async () => {
    expect(await set('phases.tune.b')).toEqual(['phases.tune.batchNorm=']);
    expect(await set('phases.t')).toContain('phases.tune.optimizer.learningRate=');
    expect(await set('phases.extract.trainable=')).toEqual([
      'phases.extract.trainable=none',
      'phases.extract.trainable=all',
    ]);
  });

  it('are the layers of its network', async () => {
    const layers = await set('phases.tune.trainable.from=block_16_d');
    expect(layers).toEqual([
      'phases.tune.trainable.from=block_16_depthwise',
      'phases.tune.trainable.from=block_16_depthwise_BN',
    ]);
  });

  it('are the phases and layers that a spec has from what it extends, also in a circle', async () => {
    const paths = await set('phases.', 'extending/b.yaml');
    expect(new Set(paths.map((path) => path.split('.')[1]))).toEqual(new Set(['tune', 'more']));
    expect(await set('phases.tune.trainable.from=fc', 'extending/b.yaml')).toEqual([]);
    expect(await set('phases.tune.trainable.from=block5_conv', 'extending/b.yaml')).toHaveLength(3);
  });

  it.each([
    ['report --out ', 'files'],
    ['export --out ', 'folders'],
    ['plan --store=', 'folders'],
    ['init ', 'files'],
  ])('are paths, which the shell knows, after %j', async (line, paths) => {
    expect(await at(line)).toEqual({ candidates: [], paths });
  });

  it('are written with what they are for, and with how the word goes on', async () => {
    expect(textOf(await at('explain 1'))).toBe('111111\tdropout=0\n:\n');
    expect(textOf(await at('plan exp'))).toBe('experiments/\n:nospace\n');
    expect(textOf(await at('export --out '))).toBe(':folders\n');
    expect(textOf({ candidates: [{ value: 'two\nlines' }, { value: '\u001b[2J' }] })).toBe(':\n');
  });
});

it('an option that another excludes is not offered', async () => {
  expect(await values('sweep --cpu --gpu')).toEqual([]);
  expect(await values('sweep --gpu')).toContain('--gpu');
});
