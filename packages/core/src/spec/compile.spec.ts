import { describe, expect, it } from 'vitest';
import type { MeasuredSubject } from '../measured/questions.js';
import { idsOf, load, loadWith } from './two-phases.fixture.js';

describe('compile', () => {
  it('is part of a run where it is wanted, and leaves ids as they were where it is off', () => {
    expect(idsOf(load('compile=off'))).toEqual(idsOf(load()));
    expect(load('compile=always').runs[0]!.config).toMatchObject({ compile: 'always' });
    expect(idsOf(load('compile=always'))).not.toEqual(idsOf(load()));
    const { runs } = load('sweep.parameters={ compile: [off, always] }');
    expect(runs.map(({ name }) => name)).toEqual(['compile=off', 'compile=always']);
  });

  it('leaves memory without effect, with a warning', () => {
    const { runs, warnings } = load('compile=always', 'memory=rematerialise');
    expect(runs[0]!.config).not.toHaveProperty('memory');
    expect(warnings.map(({ message }) => message)).toEqual([
      'memory has no effect: with compile: always XLA decides what is computed again',
    ]);
    expect(load('memory=rematerialise').runs[0]!.config).toMatchObject({ memory: 'rematerialise' });
  });

  it('asks for what `auto` is, alone or with precision, and takes the answer to that question', () => {
    const compiled = ({ said }: MeasuredSubject) =>
      said.precision === 'bfloat16' ? undefined : ({ precision: 'bfloat16', compile: 'always' } as const);
    const decided = (...overrides: readonly string[]) => loadWith({ takenValues: compiled }, ...overrides);
    expect(load('compile=auto').runs).toEqual(load().runs);
    expect(load('compile=auto').questions).toMatchObject([{ said: { precision: 'float32' } }]);
    expect(idsOf(decided('compile=auto'))).toEqual(idsOf(load('compile=always')));
    expect(load('compile=auto', 'precision=auto').questions).toMatchObject([{ said: {} }]);
    expect(idsOf(decided('compile=auto', 'precision=auto'))).toEqual(
      idsOf(load('compile=always', 'precision=bfloat16')),
    );
    const swept = decided('compile=auto', 'sweep.parameters={ precision: [float32, bfloat16] }');
    expect(swept.questions.map(({ said }) => said.precision)).toEqual(['float32', 'bfloat16']);
    expect(swept.runs.map(({ config }) => config.compile)).toEqual(['always', undefined]);
  });

  it('leaves memory without effect where `auto` comes to it, and asks the same all the same', () => {
    const auto = ['compile=auto', 'memory=rematerialise'];
    const decided = loadWith({ takenValues: () => ({ precision: 'float32', compile: 'always' }) }, ...auto);
    expect(load(...auto).runs[0]!.config).toMatchObject({ memory: 'rematerialise' });
    expect(decided.runs[0]!.config).not.toHaveProperty('memory');
    expect([decided.warnings, decided.questions]).toEqual([[], load(...auto).questions]);
  });
});
