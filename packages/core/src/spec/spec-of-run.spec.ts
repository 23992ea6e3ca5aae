import { expect, it } from 'vitest';
import { backbones } from './backbones.fixture.js';
import { loadSpec } from './load-spec.js';
import { specOfRun } from './spec-of-run.js';

const load = (text: string, registry = backbones) =>
  loadSpec(text, {
    file: 'x.yaml',
    backbones: registry,
    resolvePath: (path) => (path.startsWith('/') ? path : `/specs/${path}`),
  });

it('writes a run as a spec that comes to the same run, without warnings', () => {
  const { runs } = load(`
name: flowers
seed: 7
data: { root: images, resize: letterbox, augment: { flip: horizontal, crop: 0.5, variants: 2 }, split: { test: 0.1 } }
backbone: { name: tiny, weights: { file: tiny.h5 } }
head: { hidden: [8], dropout: 0.5 }
loss: { classWeights: { a: 2, b: 1 } }
features: { precision: float16 }
phases:
  - { name: extract, epochs: 2 }
  - name: fine-tune
    epochs: 3
    trainable: { last: 1 }
    batchNorm: train
    optimizer: { name: sgd, momentum: 0.9, nesterov: true, schedule: { name: cosine, warmupEpochs: 1 } }
    stop: { metric: val_loss }
sweep: { parameters: { head.dropout: [0, 0.5] } }
`);
  for (const { config } of runs) {
    const again = load(JSON.stringify(specOfRun('one', config, { experiment: 'flowers' })));
    expect(again.warnings).toEqual([]);
    expect(again.runs.map((run) => run.config)).toEqual([config]);
    expect(again.tracking.experiment).toBe('flowers');
  }
});

it('says of a run how images meet the square, whatever its network was trained with', () => {
  const { tiny } = backbones;
  const [record] = tiny!.weights;
  const cropped = { mode: 'crop', cropFraction: 0.9, interpolation: 'bicubic' } as const;
  const registry = { tiny: { ...tiny!, weights: [{ ...record, resize: cropped }] as const } };
  for (const [resize, resolved] of [
    ['{ mode: stretch, interpolation: bilinear }', undefined],
    ['auto', cropped],
  ] as const) {
    const { runs } = load(
      `{ name: x, data: { root: images, resize: ${resize} }, backbone: tiny, phases: [{ name: a, epochs: 1 }] }`,
      registry,
    );
    expect(runs[0]!.config.data.resize).toEqual(resolved);
    const again = load(JSON.stringify(specOfRun('one', runs[0]!.config, {})), registry);
    expect(again.runs[0]!.config).toEqual(runs[0]!.config);
  }
});
