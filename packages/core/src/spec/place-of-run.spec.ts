import { describe, expect, it } from 'vitest';
import { backbones } from './backbones.fixture.js';
import { loadSpec } from './load-spec.js';
import type { RunConfig } from './run-config.js';

const load = (head: string, optimizer: string, sweep = '') =>
  loadSpec(
    `
name: flowers
data: { root: images }
backbone: tiny
head: ${head}
phases:
  - { name: extract, epochs: 2, optimizer: ${optimizer} }
${sweep}`,
    {
      file: 'x.yaml',
      backbones,
      resolvePath: (path) => (path.startsWith('/') ? path : `/specs/${path}`),
    },
  );
const space = load(
  '{ dropout: 0.1 }',
  '{ learningRate: 0.1 }',
  `
sweep:
  method: tpe
  exclude: [{ head.dropout: 0.25 }]
  parameters:
    head.dropout: { uniform: [0, 0.5] }
    head.hidden: [[], [8]]
    phases.extract.optimizer.name: [adam, sgd]
    phases.extract.optimizer.momentum: { uniform: [0, 0.9], when: { phases.extract.optimizer.name: sgd } }
    phases.extract.optimizer.schedule: [constant, cosine, { name: cosine, warmupEpochs: 1 }]
`,
);
const configOf = (head: string, optimizer: string) => load(head, optimizer).runs[0]!.config;
const [rate, momentum, schedule, name] = ['learningRate', 'momentum', 'schedule', 'name'].map(
  (setting) => `phases.extract.optimizer.${setting}`,
) as [string, string, string, string];

describe('the place of a run in a space', () => {
  it('is what its parameters are in it, whatever form they are written in', () => {
    expect(
      space.placeOf(configOf('{ hidden: [8] }', '{ name: sgd, momentum: 0.5, schedule: cosine }')),
    ).toEqual({
      point: { 'head.dropout': 0, 'head.hidden': [8], [name]: 'sgd', [momentum]: 0.5, [schedule]: 'cosine' },
      isInside: true,
    });
    const warm = '{ name: adam, schedule: { name: cosine, warmupEpochs: 1 } }';
    expect(space.placeOf(configOf('{ dropout: 0.4 }', warm))).toEqual({
      point: {
        ...{ 'head.dropout': 0.4, 'head.hidden': [], [name]: 'adam' },
        [schedule]: { name: 'cosine', warmupEpochs: 1 },
      },
      isInside: true,
    });
  });

  it('does not look at what is not swept: whoever runs it finds out', () => {
    const place = space.placeOf(configOf('{}', '{ learningRate: 0.7 }'))!;
    expect(place.isInside).toBe(true);
    expect(Object.keys(place.point)).not.toContain(rate);
  });

  it.each([
    ['beyond an end', '{ dropout: 0.6 }', '{}'],
    ['excluded', '{ dropout: 0.25 }', '{}'],
    ['on no list', '{ hidden: [16] }', '{}'],
    ['of another kind', '{}', '{ name: rmsprop }'],
  ])('is outside where a value is %s', (_, head, optimizer) => {
    expect(space.placeOf(configOf(head, optimizer))).toMatchObject({ isInside: false });
  });

  it('is inside at a point to include', () => {
    const included = load(
      '{}',
      '{}',
      'sweep: { include: [{ head.dropout: 0.7 }], parameters: { head.dropout: [0] } }',
    );
    expect(included.placeOf(configOf('{ dropout: 0.7 }', '{}'))?.isInside).toBe(true);
    expect(included.placeOf(configOf('{ dropout: 0.6 }', '{}'))?.isInside).toBe(false);
  });

  it('is that of lists that go together', () => {
    const together = load(
      '{}',
      '{}',
      'sweep: { together: [[head.hidden, head.dropout]], parameters: { head.hidden: [[], [8]], head.dropout: [0, 0.5] } }',
    );
    expect(together.placeOf(configOf('{ hidden: [8], dropout: 0.5 }', '{}'))).toEqual({
      point: { 'head.hidden': [8], 'head.dropout': 0.5 },
      isInside: true,
    });
    expect(together.placeOf(configOf('{ hidden: [8] }', '{}'))?.isInside).toBe(false);
  });

  it('is none of a run with other phases or an unknown network, or of what is no configuration', () => {
    const config = configOf('{}', '{}');
    const [phase] = config.phases;
    const others: unknown[] = [
      { ...config, phases: [{ ...phase, name: 'head' }] },
      { ...config, backbone: { ...config.backbone, name: 'unknown' } },
      { ...config, batchSize: 'many' },
      { ...config, phases: 3 },
      {},
    ];
    for (const other of others) expect(space.placeOf(other as RunConfig)).toBeUndefined();
    expect(space.placeOf(config)).toBeDefined();
  });
});
