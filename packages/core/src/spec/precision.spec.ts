import { describe, expect, it } from 'vitest';
import { backbones } from './backbones.fixture.js';
import { loadSpec, type LoadedSpec } from './load-spec.js';

const base = `
name: flowers
data: { root: ../images }
backbone: { name: tiny }
phases:
  - { name: extract, epochs: 2 }
  - { name: fine-tune, epochs: 1, trainable: { last: 1 } }
`;
const load = (...overrides: readonly string[]): LoadedSpec =>
  loadSpec(base, { file: 'flowers.yaml', backbones, overrides, resolvePath: (path) => path });
const idsOf = ({ runs }: LoadedSpec) => runs.map(({ id }) => id);

describe('loadSpec', () => {
  it('leaves precision and memory out where they are the defaults, so that ids stay what they were', () => {
    expect(idsOf(load('precision=float32', 'memory=keep'))).toEqual(idsOf(load()));
    const { config } = load('precision=bfloat16', 'memory=rematerialise').runs[0]!;
    expect(config).toMatchObject({ precision: 'bfloat16', memory: 'rematerialise' });
    const { runs } = load('sweep.parameters={ precision: [float32, bfloat16] }');
    expect(runs.map(({ name }) => name)).toEqual(['precision=float32', 'precision=bfloat16']);
  });

  it('leaves memory out, with a warning, where nothing of the backbone trains', () => {
    const { runs, warnings } = load('memory=rematerialise', 'phases.fine-tune.trainable=none');
    expect(runs[0]!.config).not.toHaveProperty('memory');
    expect(warnings.map(({ message }) => message)).toContainEqual(
      'memory has no effect: no phase trains layers of the backbone',
    );
  });
});
