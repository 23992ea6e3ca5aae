import { describe, expect, it } from 'vitest';
import type { Selector } from '../spec/run-config.js';
import { backbones } from '../spec/backbones.fixture.js';
import { Thawings } from './thawing.js';
import { planSweep } from './plan-sweep.js';
import { base, extract, facts } from './small-run.fixture.js';

const tiny = backbones['tiny']!;
const thawings = new Thawings(tiny.build(64), 'avg');

describe('Thawings', () => {
  it('stores pooled features where only the head trains', () => {
    expect(thawings.of('none')).toMatchObject({
      ...{ layers: [], trainableParameters: 0, cut: ['head_pool'], bytesPerImage: 4 * 4, flopsShare: 0 },
    });
  });

  it('stores the activations below the last block, and leaves BatchNormalization at rest', () => {
    const { layers, trainableParameters, cut, bytesPerImage } = thawings.of({ last: 1 });
    expect(layers).toEqual(['block3_conv']);
    expect(trainableParameters).toBe(3 * 3 * 4 * 4);
    expect(cut).toEqual(['block2_act']);
    expect(bytesPerImage).toBe(16 * 16 * 4 * 4);
  });

  it('stores images, a byte a number, where the first layer trains', () => {
    expect(thawings.of('all')).toMatchObject({
      cut: ['input_layer'],
      bytesPerImage: 64 * 64 * 3,
      flopsShare: 1,
    });
  });

  it.each<Selector>(['none', 'all', { last: 2 }, { from: 'block2_bn' }, { layers: ['block[13]_*'] }])(
    'is what a plan makes of %j',
    (trainable) => {
      const config = {
        ...base,
        backbone: { ...base.backbone, imageSize: 64 },
        phases: [{ ...extract, trainable }],
      };
      const plan = planSweep({
        runs: [{ id: 'run', name: '', parameters: {}, config }],
        ...{ backbones, datasetOf: () => facts, weightsOf: () => 'imagenet' },
      });
      const [phase] = plan.runs[0]!.phases;
      const { cut, reason, trainableParameters } = thawings.of(trainable);
      // The head has a weight for each of 4 features and a bias, for each of two classes.
      expect({ cut, reason, trainableParameters: trainableParameters + 2 * (4 + 1) }).toEqual({
        ...{ cut: phase!.cut, reason: phase!.reason, trainableParameters: phase!.trainableParameters },
      });
    },
  );
});
