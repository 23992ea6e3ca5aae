import { describe, expect, it } from 'vitest';
import { backbones } from './backbones.fixture.js';
import { loadSpec, type LoadedSpec } from './load-spec.js';
import { specOfRun } from './spec-of-run.js';

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
const onGpu = (...overrides: readonly string[]): LoadedSpec =>
  loadSpec(base, {
    ...{ file: 'flowers.yaml', backbones, overrides, resolvePath: (path: string) => path },
    singlePrecision: 'tensorfloat32',
  });
const idsOf = ({ runs }: LoadedSpec) => runs.map(({ id }) => id);

describe('loadSpec', () => {
  it('leaves precision and memory out where they are the defaults, so that ids stay what they were', () => {
    expect(idsOf(load('precision=float32', 'memory=keep'))).toEqual(idsOf(load()));
    const { config } = load('precision=bfloat16', 'memory=rematerialise').runs[0]!;
    expect(config).toMatchObject({ precision: 'bfloat16', memory: 'rematerialise' });
    const { runs } = load('sweep.parameters={ precision: [float32, bfloat16] }');
    expect(runs.map(({ name }) => name)).toEqual(['precision=float32', 'precision=bfloat16']);
  });

  it('takes what single precision is on the device where the spec names none', () => {
    expect(onGpu().runs[0]!.config.precision).toBe('tensorfloat32');
    expect(onGpu('precision=bfloat16').runs).toEqual(load('precision=bfloat16').runs);
    expect(idsOf(onGpu('precision=float32'))).toEqual(idsOf(load()));
    expect(idsOf(onGpu())).toEqual(idsOf(load('precision=tensorfloat32')));
    expect(idsOf(onGpu())).not.toEqual(idsOf(load()));
    expect(onGpu().sweepId).toBe(load().sweepId);
    const precision = onGpu()
      .settings()
      .find(({ path }) => path === 'precision');
    expect(precision).toMatchObject({ value: 'tensorfloat32' });
    expect(precision).not.toHaveProperty('position');
  });

  it('a run written as a spec is that run on whatever device', () => {
    const [exact] = load().runs;
    const spec = JSON.stringify(specOfRun('flowers', exact!.config, {}));
    const options = { file: 'run', backbones, resolvePath: (path: string) => path };
    const { runs } = loadSpec(spec, { ...options, singlePrecision: 'tensorfloat32' });
    expect(runs[0]!.id).toBe(exact!.id);
  });

  it('leaves memory out, with a warning, where nothing of the backbone trains', () => {
    const { runs, warnings } = load('memory=rematerialise', 'phases.fine-tune.trainable=none');
    expect(runs[0]!.config).not.toHaveProperty('memory');
    expect(warnings.map(({ message }) => message)).toContainEqual(
      'memory has no effect: no phase trains layers of the backbone',
    );
  });
});
