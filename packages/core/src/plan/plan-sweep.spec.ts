import { describe, expect, it } from 'vitest';
import { backbones } from '../spec/backbones.fixture.js';
import type { PhaseConfig, RunConfig } from '../spec/run-config.js';
import { featuresPass } from './features-pass.js';
import type { Plan } from './plan.js';
import { planSweep } from './plan-sweep.js';
import { base, extract, facts, fineTune } from './small-run.fixture.js';
import type { StageKind, TrainStage } from './stage.js';

function plan(...configs: readonly RunConfig[]): Plan {
  return planSweep({
    runs: configs.map((config, index) => ({ id: `run${index}`, name: '', parameters: {}, config })),
    backbones,
    datasetOf: () => facts,
    weightsOf: ({ backbone, seed }) => (backbone.weights === 'random' ? `random:${seed}` : 'imagenet'),
  });
}

const kinds = ({ stages }: Plan): Partial<Record<StageKind, number>> => {
  const counts: Partial<Record<StageKind, number>> = {};
  for (const { kind } of stages) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
};
const train = ({ stages }: Plan) => stages.filter((stage): stage is TrainStage => stage.kind === 'train');

describe('planSweep', () => {
  it('makes a dataset, features at each cut, a training a phase and an evaluation of one run', () => {
    expect(kinds(plan(base))).toEqual({ dataset: 1, features: 2, train: 2, evaluate: 1 });
  });

  it('lists parents before the stages that need them', () => {
    const { stages } = plan(base, { ...base, seed: 2 });
    const seen = new Set<string>();
    for (const { key, parents } of stages) {
      expect(parents.every((parent) => seen.has(parent))).toBe(true);
      seen.add(key);
    }
  });

  it('computes features anew for images that meet the square otherwise, and of the dataset nothing', () => {
    const resize = { mode: 'crop', cropFraction: 0.9, interpolation: 'bicubic' } as const;
    const cropped = { ...base, data: { ...base.data, resize } };
    expect(kinds(plan(base, cropped))).toEqual({ dataset: 1, features: 4, train: 4, evaluate: 2 });
    const passes = plan(base, cropped).stages.filter((stage) => stage.kind === 'features');
    expect(new Set(passes.map(featuresPass)).size).toBe(2);
  });

  it('cuts where nothing below trains, and says why there', () => {
    const { phases } = plan(base).runs[0]!;
    expect(phases.map(({ cut }) => cut)).toEqual([['head_pool'], ['block2_act']]);
    expect(phases[1]!.reason).toBe('the deepest point below block3_conv');
  });

  it('counts what each phase trains', () => {
    const { phases } = plan(base).runs[0]!;
    // 4 features and a bias for each of two classes; then a 3 × 3 convolution of 4 channels more.
    expect(phases.map((phase) => phase.trainableParameters)).toEqual([10, 10 + 3 * 3 * 4 * 4]);
  });

  it('keeps above the cut what an earlier phase has trained', () => {
    const headAgain: PhaseConfig = { ...extract, name: 'again' };
    const { phases } = plan({ ...base, phases: [fineTune, headAgain] }).runs[0]!;
    expect(phases[1]!.cut).toEqual(['block2_act']);
    expect(phases[1]!.trainableParameters).toBe(10);
  });

  it('trains BatchNorm only where it is asked to', () => {
    const trainable = { from: 'block3_conv' } as const;
    const [frozen] = train(plan({ ...base, phases: [{ ...extract, trainable }] }));
    const [trained] = train(plan({ ...base, phases: [{ ...extract, trainable, batchNorm: 'train' }] }));
    expect(frozen!.trainable).toEqual(['block3_conv', 'head_logits']);
    expect(trained!.trainable).toEqual(['block3_conv', 'block3_bn', 'head_logits']);
  });

  describe('shares', () => {
    const rate = (learningRate: number): RunConfig => ({
      ...base,
      phases: [extract, { ...fineTune, learningRate }],
    });
    it.each<[string, RunConfig, Partial<Record<StageKind, number>>]>([
      ['everything with the same run', base, { dataset: 1, features: 2, train: 2, evaluate: 1 }],
      [
        'the first phase with a run that differs in the second',
        rate(1e-5),
        { features: 2, train: 3, evaluate: 2 },
      ],
      [
        'features with another dropout',
        { ...base, head: { ...base.head, dropout: 0.5 } },
        { features: 2, train: 4 },
      ],
      ['features with another seed', { ...base, seed: 2 }, { features: 2, train: 4, evaluate: 2 }],
      [
        'features with another split',
        { ...base, data: { ...base.data, split: { validation: 0.1, test: 0.1 } } },
        { features: 2, train: 4 },
      ],
      [
        'trainings with another name of a phase',
        { ...base, phases: [{ ...extract, name: 'x' }, fineTune] },
        { train: 2, evaluate: 1 },
      ],
      [
        'nothing but the index with another backbone',
        { ...base, backbone: { ...base.backbone, name: 'small', imageSize: 48 } },
        { dataset: 1, features: 4 },
      ],
      [
        'no features with other drawn weights',
        { ...base, backbone: { ...base.backbone, weights: 'random' } },
        { features: 4 },
      ],
    ])('%s', (_, other, expected) => {
      expect(kinds(plan(base, other))).toMatchObject(expected);
    });

    it('no features that need a conversion with another precision, but stored images', () => {
      const half: RunConfig = { ...base, features: { precision: 'float16' } };
      expect(kinds(plan(base, half))).toMatchObject({ features: 4, train: 4 });
      const allTrain = (config: RunConfig): RunConfig => ({
        ...config,
        phases: [{ ...fineTune, trainable: 'all' }],
      });
      expect(kinds(plan(allTrain(base), allTrain(half)))).toMatchObject({ features: 1, train: 1 });
    });

    it('nothing that is computed in another precision, but the images that were decoded', () => {
      const half: RunConfig = { ...base, precision: 'bfloat16' };
      expect(kinds(plan(base, half))).toMatchObject({ dataset: 1, features: 4, train: 4 });
      const allTrain = (config: RunConfig): RunConfig => ({
        ...config,
        phases: [{ ...fineTune, trainable: 'all' }],
      });
      expect(kinds(plan(allTrain(base), allTrain(half)))).toMatchObject({ features: 1, train: 2 });
    });

    it('all but the trainings that compute activations again', () => {
      const again: RunConfig = { ...base, memory: 'rematerialise' };
      expect(kinds(plan(base, again))).toMatchObject({ features: 2, train: 3 });
    });

    it('one trajectory among runs of different length', () => {
      const lengths = [2, 5, 10].map((epochs): RunConfig => ({ ...base, phases: [{ ...extract, epochs }] }));
      const stages = train(plan(...lengths));
      expect(stages).toHaveLength(1);
      expect(stages[0]!.readings).toEqual([{ epochs: 2 }, { epochs: 5 }, { epochs: 10 }]);
    });

    it('no trajectory among lengths when the schedule depends on the length', () => {
      const schedule = { name: 'cosine', warmupEpochs: 0, minimum: 0 } as const;
      const lengths = [2, 5].map((epochs): RunConfig => ({
        ...base,
        phases: [{ ...extract, epochs, schedule }],
      }));
      expect(train(plan(...lengths))).toHaveLength(2);
    });

    it('no second phase among runs that go on from different epochs', () => {
      const lengths = [2, 5].map((epochs): RunConfig => ({
        ...base,
        phases: [{ ...extract, epochs }, fineTune],
      }));
      expect(train(plan(...lengths))).toHaveLength(3);
    });
  });

  it('shares trainings between settings that come to the same layers', () => {
    const thawing = (change: Partial<PhaseConfig>): RunConfig => ({
      ...base,
      phases: [{ ...fineTune, ...change }],
    });
    const stages = train(
      plan(
        thawing({ trainable: { from: 'block3_conv' } }),
        thawing({ trainable: { last: 1 } }),
        thawing({ trainable: { layers: ['block3_*'] } }),
        // There is no BatchNormalization among them.
        thawing({ trainable: { layers: ['block3_conv'] }, batchNorm: 'train' }),
      ),
    );
    expect(stages.map(({ runs }) => runs)).toEqual([['run0', 'run1', 'run2', 'run3']]);
  });

  it('has features of one network in one place, whatever images they are of, and trains on each dataset apart', () => {
    const [small, large] = ['/small', '/large'].map((root) => ({ ...base, data: { ...base.data, root } }));
    const grown = planSweep({
      runs: [small!, large!].map((config, index) => ({
        id: `run${index}`,
        name: '',
        parameters: {},
        config,
      })),
      backbones,
      datasetOf: ({ root }) => ({ ...facts, indexHash: root, imagesHash: root }),
      weightsOf: () => 'imagenet',
    });
    expect(kinds(grown)).toEqual({ dataset: 2, features: 2, train: 4, evaluate: 2 });
    const datasets = grown.runs.map(({ stages }) => stages[0]!);
    for (const stage of grown.stages) {
      if (stage.kind !== 'features') continue;
      expect(stage.wanted.map(({ dataset, data }) => [dataset, data.root])).toEqual([
        [datasets[0], '/small'],
        [datasets[1], '/large'],
      ]);
      expect(stage.parents).toEqual(datasets);
    }
    const order = grown.stages.map(({ key }) => key);
    expect(Math.max(...datasets.map((key) => order.indexOf(key)))).toBe(1);
  });

  it('without sharing gives every run stages of its own, cut at the image', () => {
    const naive = (...configs: readonly RunConfig[]) =>
      planSweep({
        runs: configs.map((config, index) => ({ id: `run${index}`, name: '', parameters: {}, config })),
        backbones,
        datasetOf: () => facts,
        weightsOf: () => 'imagenet',
        sharing: false,
      });
    const alone = naive(base, base);
    const { stages, runs } = alone;
    expect(kinds(alone)).toEqual({ dataset: 2, features: 2, train: 4, evaluate: 2 });
    expect(stages.every((stage) => stage.runs.length === 1)).toBe(true);
    expect(runs.flatMap(({ phases }) => phases.map(({ cut }) => cut))).toEqual(
      Array(4).fill(['input_layer']),
    );
    const keys = new Set(stages.map(({ key }) => key));
    expect(stages.flatMap(({ parents }) => parents).every((parent) => keys.has(parent))).toBe(true);
    // And none is taken for one that is shared.
    expect(plan(base).stages.some(({ key }) => keys.has(key))).toBe(false);
  });

  describe('with augmentation', () => {
    const augment = { flip: 'horizontal', rotate: 0, zoom: 0, shift: 0, brightness: 0, contrast: 0 } as const;

    it('moves the cut to the image when it is live', () => {
      const { runs, stages } = plan({ ...base, data: { ...base.data, augment } });
      expect(runs[0]!.phases.map(({ cut }) => cut)).toEqual([['input_layer'], ['input_layer']]);
      expect(runs[0]!.phases[0]!.reason).toMatch(/live augmentation/);
      expect(stages.filter(({ kind }) => kind === 'features')).toHaveLength(1);
    });

    it('stores activations of K copies beside those of the images', () => {
      const planned = plan({
        ...base,
        phases: [extract],
        data: { ...base.data, augment: { ...augment, variants: 3 } },
      });
      const features = planned.stages.filter((stage) => stage.kind === 'features');
      expect(features.map(({ wanted }) => wanted[0]!.copies?.variants)).toEqual([undefined, 3]);
      expect(train(planned)[0]).toMatchObject({
        features: features[0]!.key,
        augmentedFeatures: features[1]!.key,
        variants: 3,
      });
    });

    it('has more copies in the same place as fewer, which are trained on apart', () => {
      const copies = (variants: number): RunConfig => ({
        ...base,
        phases: [extract],
        data: { ...base.data, augment: { ...augment, variants } },
      });
      const { stages } = plan(copies(2), copies(4));
      const [, copied] = stages.filter((stage) => stage.kind === 'features');
      expect(copied!.wanted.map(({ copies }) => copies!.variants)).toEqual([2, 4]);
      expect(stages.filter(({ kind }) => kind === 'train')).toHaveLength(2);
    });
  });

  it('evaluates on test images where there are some', () => {
    const on = (config: RunConfig) => plan(config).stages.find((stage) => stage.kind === 'evaluate');
    expect(on(base)).toMatchObject({ on: 'validation' });
    expect(on({ ...base, data: { ...base.data, split: { validation: 0.2, test: 0.1 } } })).toMatchObject({
      on: 'test',
    });
  });

  it('names stages the same in every process: a change here makes everything stored be computed again', () => {
    const keys = plan(base).stages.map(({ kind, key }) => `${kind} ${key.slice(0, 8)}`);
    expect(keys).toMatchInlineSnapshot(`
      [
        "dataset b0a7ead2",
        "features 92ff6da3",
        "train e648db75",
        "features 86e110c2",
        "train d049dbf7",
        "evaluate 740d2278",
      ]
    `);
  });
});
