import { expect, it } from 'vitest';
import { backbones } from './backbones.fixture.js';
import { loadSpec } from './load-spec.js';

it('takes over what a merge key names, and lets what is written beside it win', () => {
  const text = `
name: flowers
data: { root: images }
backbone: { name: tiny }
phases:
  - &first { name: extract, epochs: 2, optimizer: { name: sgd } }
  - { <<: [*first, { epochs: 9, trainable: all }], name: tune }
`;
  const { runs } = loadSpec(text, { file: 'f.yaml', backbones, resolvePath: (path) => path });
  const [first, second] = runs[0]!.config.phases;
  expect(second).toEqual({ ...first, name: 'tune', trainable: 'all' });
});
