import { describe, expect, it } from 'vitest';
import { backbones } from './backbones.fixture.js';
import { loadSpec, type LoadedSpec } from './load-spec.js';

const base = `
name: flowers
data: { root: ../images }
backbone: { name: tiny }
phases:
  - name: extract
    epochs: 2
  - name: fine-tune
    epochs: 1
    trainable: { last: 1 }
    optimizer: { name: sgd, schedule: cosine }
`;

const load = (text: string, overrides: readonly string[] = [], folder = '/experiments'): LoadedSpec =>
  loadSpec(text, { file: 'flowers.yaml', backbones, overrides, resolvePath: (path) => `${folder}/${path}` });
const sweeping = (parameters: string, rest = '') => `${base}sweep:\n  parameters: ${parameters}\n${rest}`;
const namesOf = ({ runs }: LoadedSpec) => runs.map(({ name }) => name);
const idsOf = ({ runs }: LoadedSpec) => runs.map(({ id }) => id);

describe('loadSpec', () => {
  it('leaves the precision of features out where it is the default, so that ids stay what they were', () => {
    const idOf = (precision: string) => idsOf(load(base, [`features.precision=${precision}`]));
    expect(idOf('float32')).toEqual(idsOf(load(base)));
    expect(idOf('float16')).not.toEqual(idsOf(load(base)));
    expect(load(base, ['features.precision=float16']).runs[0]!.config.features).toEqual({
      precision: 'float16',
    });
  });

  it('fills in every default', () => {
    const { runs, name, seed, objective, tracking, warnings } = load(base);
    expect({ name, seed, objective, tracking, warnings }).toEqual({
      name: 'flowers',
      seed: 42,
      objective: { metric: 'val_accuracy', goal: 'maximize' },
      tracking: { experiment: 'flowers', tags: {}, model: 'best' },
      warnings: [],
    });
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject({ name: 'flowers', parameters: {} });
    expect(runs[0]!.config).toEqual({
      seed: 42,
      data: { root: '/experiments/../images', split: { validation: 0.2, test: 0 }, maxUnreadable: 0.01 },
      backbone: { name: 'tiny', weights: 'imagenet', imageSize: 64 },
      head: { pool: 'avg', hidden: [], dropout: 0 },
      loss: { labelSmoothing: 0 },
      batchSize: 32,
      phases: [
        {
          name: 'extract',
          trainable: 'none',
          batchNorm: 'frozen',
          epochs: 2,
          optimizer: { name: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
          learningRate: 0.001,
          schedule: { name: 'constant', warmupEpochs: 0 },
        },
        {
          name: 'fine-tune',
          trainable: { last: 1 },
          batchNorm: 'frozen',
          epochs: 1,
          optimizer: { name: 'sgd', momentum: 0, nesterov: false },
          learningRate: 0.01,
          schedule: { name: 'cosine', warmupEpochs: 0, minimum: 0 },
        },
      ],
    });
  });

  it.each([
    [
      'defaults written out',
      ['batchSize=32', 'seed=42', 'data.split={ validation: 0.2 }', 'backbone.imageSize=64'],
    ],
    ['a shorthand written out', ['phases.fine-tune.optimizer.schedule={ name: cosine, minimum: 0 }']],
    ['augmentation that changes nothing', ['data.augment={ flip: none, variants: 3 }']],
    ['settings of another optimizer', ['phases.extract.optimizer={ name: adam, momentum: 0.9, rho: 0.5 }']],
    ['Nesterov without momentum', ['phases.fine-tune.optimizer.nesterov=true']],
    ['BatchNorm to train where all is frozen', ['phases.extract.batchNorm=train']],
    ['another writing of the same path', ['data.root=.././pictures//../images/']],
    ['another name and tracking', ['name=roses', 'tracking.uri=http://localhost:5000']],
  ])('gives the same run its id whatever its writing: %s', (_what, overrides) => {
    expect(idsOf(load(base, overrides))).toEqual(idsOf(load(base)));
  });

  it('gives a run the same id wherever the checkout lies, though its paths are absolute', () => {
    const [here, there] = [load(base, [], '/here'), load(base, [], '/there')];
    expect(idsOf(there)).toEqual(idsOf(here));
    expect(there.sweepId).toBe(here.sweepId);
    expect([here, there].map(({ runs }) => runs[0]!.config.data.root)).toEqual([
      '/here/../images',
      '/there/../images',
    ]);
  });

  it('makes manifest and weights file absolute, and starts from the folder of the manifest', () => {
    const overrides = ['data={ manifest: lists/labels.csv }', 'backbone.weights.file=w.h5'];
    const { data, backbone } = load(base, overrides).runs[0]!.config;
    expect(data).toMatchObject({ root: '/experiments/lists', manifest: '/experiments/lists/labels.csv' });
    expect(backbone.weights).toEqual({ file: '/experiments/w.h5' });
  });

  it('expands a grid with the last parameter fastest and names its runs', () => {
    const loaded = load(
      sweeping(
        '{ head.dropout: [0, 0.2], phases.fine-tune.optimizer.learningRate: { logUniform: [1e-5, 1e-3] } }',
      ),
    );
    expect(namesOf(loaded)).toEqual([
      'dropout=0 learningRate=1e-5',
      'dropout=0 learningRate=1e-4',
      'dropout=0 learningRate=0.001',
      'dropout=0.2 learningRate=1e-5',
      'dropout=0.2 learningRate=1e-4',
      'dropout=0.2 learningRate=0.001',
    ]);
    expect(loaded.runs[4]).toMatchObject({
      parameters: { 'head.dropout': 0.2, 'phases.fine-tune.optimizer.learningRate': 1e-4 },
      config: { head: { dropout: 0.2 }, phases: [{ learningRate: 0.001 }, { learningRate: 1e-4 }] },
    });
  });

  it('gives a point of a sweep the id of the same run written without one', () => {
    const swept = load(sweeping('{ head.dropout: [0, 0.5] }'));
    expect(idsOf(swept)).toEqual([...idsOf(load(base)), ...idsOf(load(base, ['head.dropout=0.5']))]);
  });

  it('merges points that come to the same run', () => {
    const loaded = load(
      sweeping('{ phases.extract.optimizer.name: [adam, sgd], phases.extract.optimizer.momentum: [0, 0.9] }'),
    );
    expect(namesOf(loaded)).toEqual(['name=adam momentum=0', 'name=sgd momentum=0', 'name=sgd momentum=0.9']);
    expect(loaded.warnings).toEqual([]);
  });

  it('sweeps backbones, selectors and whole schedules', () => {
    const loaded = load(
      sweeping('{ backbone.name: [tiny, small], phases.fine-tune.trainable: [all, { from: block2_conv }] }'),
      ['backbone.weights=random'],
    );
    expect(namesOf(loaded)).toEqual([
      'name=tiny trainable=all',
      'name=tiny trainable={from:block2_conv}',
      'name=small trainable=all',
      'name=small trainable={from:block2_conv}',
    ]);
    const schedules = load(
      sweeping('{ phases: [[{ name: a, epochs: 1 }], [{ name: b, epochs: 1 }, { name: c, epochs: 2 }]] }'),
    );
    expect(schedules.runs.map(({ config }) => config.phases.map(({ name }) => name))).toEqual([
      ['a'],
      ['b', 'c'],
    ]);
  });

  it('writes a shorthand out when a part of it is swept, and replaces another form', () => {
    const [first] = load(
      sweeping(
        '{ phases.fine-tune.optimizer.schedule.warmupEpochs: [1], phases.fine-tune.trainable.from: [block2_bn] }',
      ),
    ).runs;
    expect(first!.config.phases[1]).toMatchObject({
      schedule: { name: 'cosine', warmupEpochs: 1 },
      trainable: { from: 'block2_bn' },
    });
  });

  it('draws a random sweep from the seed', () => {
    const text = sweeping('{ head.dropout: { uniform: [0, 0.9] } }', '  method: random\n  runs: 5\n');
    const loaded = load(text);
    expect(loaded.runs).toHaveLength(5);
    expect(idsOf(load(text))).toEqual(idsOf(loaded));
    expect(idsOf(load(text, ['seed=7']))).not.toEqual(idsOf(loaded));
  });

  it('names a sweep by what it compares, not by where it is tracked', () => {
    const text = sweeping('{ head.dropout: [0, 0.5] }');
    const { sweepId } = load(text);
    expect(load(text, ['tracking.experiment=other']).sweepId).toBe(sweepId);
    expect(load(text, ['sweep.budget={ hours: 3, target: 0.9 }']).sweepId).toBe(sweepId);
    expect(load(text, ['sweep.parameters.head.dropout=[0, 0.4]']).sweepId).not.toBe(sweepId);
    expect(load(text, ['sweep.objective={ metric: val_loss }']).sweepId).not.toBe(sweepId);
    expect(load(text, ['name=other']).sweepId).not.toBe(sweepId);
  });

  it.each([
    [[], { metric: 'val_accuracy', goal: 'maximize' }],
    [['data.split.validation=0'], { metric: 'accuracy', goal: 'maximize' }],
    [['data.split.validation=0', 'data.manifest=m.csv'], { metric: 'val_accuracy', goal: 'maximize' }],
    [['sweep.objective.metric=val_loss'], { metric: 'val_loss', goal: 'minimize' }],
    [['sweep.objective={ metric: loss, goal: maximize }'], { metric: 'loss', goal: 'maximize' }],
  ])('with %j compares runs by %j', (overrides, objective) => {
    expect(load(sweeping('{ head.dropout: [0, 0.5] }'), overrides).objective).toEqual(objective);
  });

  it('builds each network once, however many runs ask for it', () => {
    let builds = 0;
    const counting = Object.fromEntries(
      Object.entries(backbones).map(([name, backbone]) => [
        name,
        { ...backbone, build: (size: number) => (builds++, backbone.build(size)) },
      ]),
    );
    const text = sweeping('{ backbone.name: [tiny, small], seed: { int: [1, 500] } }').replace(
      'tiny }',
      'tiny, weights: random }',
    );
    const options = { file: 'x.yaml', backbones: counting, resolvePath: (path: string) => path };
    expect(loadSpec(text, options).runs).toHaveLength(1000);
    expect(builds).toBe(2);
  });

  it('takes anchors and aliases', () => {
    const text = `
name: flowers
data: { root: images }
backbone: { name: tiny }
phases:
  - { name: a, epochs: 1, optimizer: &adamw { name: adamw } }
  - { name: b, epochs: 1, optimizer: *adamw }
`;
    expect(load(text).runs[0]!.config.phases.map(({ optimizer }) => optimizer.name)).toEqual([
      'adamw',
      'adamw',
    ]);
  });

  it('lets later overrides win, and overrides name phases that earlier ones made', () => {
    const { config } = load(base, [
      'phases=[{ name: only, epochs: 1 }]',
      'phases.only.epochs=2',
      'phases.only.epochs=3',
      'loss.classWeights.very.rare=4',
    ]).runs[0]!;
    expect(config.phases).toMatchObject([{ name: 'only', epochs: 3 }]);
    expect(config.loss.classWeights).toEqual({ 'very.rare': 4 });
  });

  it('names classes as the data does, however their letters are composed', () => {
    const [nfc, nfd] = ['NFC', 'NFD'].map((form) => 'café'.normalize(form));
    const [one, two] = [nfc, nfd].map((name) => load(base, [`loss.classWeights.${name}=2`]).runs[0]!);
    expect(two!.config.loss.classWeights).toEqual({ [nfc!]: 2 });
    expect(two!.id).toBe(one!.id);
  });
});

describe('warnings of loadSpec', () => {
  const unused = (text: string, overrides: readonly string[] = []) =>
    load(text, overrides).warnings.map(
      ({ code, message, position }) => `${position?.line}:${position?.column} ${code} ${message}`,
    );

  it.each([
    ['phases.extract.optimizer.nesterov=true', 'nesterov has no effect: adam does not use it'],
    [
      'phases.fine-tune.optimizer.schedule={ name: cosine, rate: 0.5 }',
      'rate has no effect: cosine does not use it',
    ],
    ['phases.extract.batchNorm=train', 'batchNorm has no effect: nothing of the backbone trains'],
    ['data.augment.variants=3', 'variants has no effect: nothing is augmented'],
  ])('tell that %s does nothing', (override, message) => {
    expect(load(base, [override]).warnings).toMatchObject([{ code: 'THAW-SPEC-UNUSED-SETTING', message }]);
  });

  it('point at the setting', () => {
    expect(unused(base.replace('name: sgd', 'name: sgd, beta1: 0.8'))).toEqual([
      '11:29 THAW-SPEC-UNUSED-SETTING beta1 has no effect: sgd does not use it',
    ]);
  });

  it('tell of settings of the other kind of sweep', () => {
    const text = sweeping('{ head.dropout: { uniform: [0, 0.5], steps: 2 } }', '  runs: 3\n');
    expect(load(text).warnings).toMatchObject([
      { message: 'runs has no effect: a grid has a run for each combination' },
    ]);
    expect(load(text, ['sweep.method=random']).warnings).toMatchObject([
      { message: 'steps has no effect: a random sweep has no steps' },
    ]);
  });

  it('tell of an override that the sweep overwrites', () => {
    expect(unused(sweeping('{ head.dropout: [0, 0.5] }'), ['batchSize=8', 'head.dropout=0.3'])).toEqual([
      '2:1 THAW-SPEC-UNUSED-SETTING dropout has no effect: the sweep sets head.dropout',
    ]);
  });

  it('are silent about settings that some run uses', () => {
    const text = sweeping('{ phases.extract.optimizer.name: [adam, sgd] }');
    expect(
      unused(text, ['phases.extract.optimizer.momentum=0.9', 'phases.extract.optimizer.beta1=0.8']),
    ).toEqual([]);
  });
});
