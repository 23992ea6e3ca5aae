import { describe, expect, it } from 'vitest';
import { backbones } from './backbones.fixture.js';
import { loadSpec, type LoadedSpec } from './load-spec.js';
import { specOfRun } from './spec-of-run.js';
import { idsOf, load, loadWith } from './two-phases.fixture.js';

const onGpu = (...overrides: readonly string[]): LoadedSpec =>
  loadWith({ singlePrecision: 'tensorfloat32' }, ...overrides);

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

  it('asks for what `auto` is, and takes the answer for the networks that it is for', () => {
    const auto = load('precision=auto');
    expect(auto.runs).toEqual(load().runs);
    expect(auto.questions).toMatchObject([
      { said: { compile: 'off' }, network: { name: 'tiny', imageSize: 64 } },
    ]);
    expect(load().questions).toEqual([]);
    const decided = (size: number, ...overrides: readonly string[]) =>
      loadWith(
        {
          takenValues: ({ network: { imageSize } }) =>
            imageSize === size ? { precision: 'bfloat16', compile: 'off' } : undefined,
        },
        ...overrides,
      );
    expect(idsOf(decided(64, 'precision=auto'))).toEqual(idsOf(load('precision=bfloat16')));
    expect(decided(64, 'precision=auto').questions).toEqual(auto.questions);
    expect(idsOf(decided(48, 'precision=auto'))).toEqual(idsOf(load()));
    expect(idsOf(decided(64))).toEqual(idsOf(load()));
  });

  it('asks also where another point of the sweep says what auto comes to', () => {
    const { runs, questions } = load('sweep.parameters={ precision: [float32, auto] }');
    expect([runs.length, questions.length]).toEqual([1, 1]);
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
