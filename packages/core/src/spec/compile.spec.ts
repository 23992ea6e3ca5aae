import { describe, expect, it } from 'vitest';
import { idsOf, load } from './two-phases.fixture.js';

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
});
