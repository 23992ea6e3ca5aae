import { describe, expect, it } from 'vitest';
import { backbones } from '../../spec/backbones.fixture.js';
import type { RunConfig } from '../../spec/run-config.js';
import { planSweep } from '../plan-sweep.js';
import { base, facts, fineTune } from '../small-run.fixture.js';
import type { PieceOfCode } from './stage-demand.js';
import { loadingStages, piecesToCompile, Structures } from './structures.js';

const whole = { ...fineTune, trainable: 'all' } as const;

const planOf = (configs: readonly Partial<RunConfig>[]) =>
  planSweep({
    runs: configs.map((config, index) => ({
      ...{ id: `${index}`, name: '', parameters: {} },
      config: { ...base, phases: [whole], ...config },
    })),
    backbones,
    datasetOf: () => facts,
    weightsOf: () => 'imagenet',
  });

/** Of each run whether its training and its evaluation load a graph. */
function loads(...configs: readonly Partial<RunConfig>[]) {
  const plan = planOf(configs);
  const loading = loadingStages(plan.stages, new Structures(plan));
  return plan.runs.map(({ phases, evaluate }) => [phases[0]!.train, evaluate].map((key) => loading.has(key)));
}

const withRate = (learningRate: number): Partial<RunConfig> => ({ phases: [{ ...whole, learningRate }] });

describe('loading graphs', () => {
  it('happens once for runs that differ in numbers alone, and for their evaluations not at all', () => {
    expect(loads(withRate(1e-3), withRate(1e-4), withRate(1e-5))).toEqual([
      [true, false],
      [false, false],
      [false, false],
    ]);
  });

  it('happens for each structure', () => {
    expect(
      loads(
        {},
        { memory: 'rematerialise' },
        { precision: 'bfloat16' },
        { head: { ...base.head, hidden: [8] } },
      ),
    ).toEqual(Array(4).fill([true, false]));
  });

  it('happens again for one that comes back after eight others', () => {
    const hidden = (units: number): Partial<RunConfig> => ({ head: { ...base.head, hidden: [units] } });
    const eight = [1, 2, 3, 4, 5, 6, 7, 8].map(hidden);
    const others = eight.map((config) => ({ ...config, seed: 2 }));
    expect(loads(...eight, ...others).map(([train]) => train)).toEqual([
      ...Array<boolean>(8).fill(true),
      ...Array<boolean>(8).fill(false),
    ]);
    expect(loads(...eight, hidden(9), ...others).map(([train]) => train)).toEqual(Array(17).fill(true));
  });
});

describe('compiling', () => {
  it('happens once for each structure, pass and size of batch, however many others come between', () => {
    const compiled = (units: number, seed: number): Partial<RunConfig> => ({
      ...{ compile: 'always', seed },
      head: { ...base.head, hidden: [units] },
    });
    const many = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((units) => compiled(units, 1));
    const plan = planOf([...many, compiled(1, 2)]);
    const inference: PieceOfCode = { pass: 'inference', size: 8, layers: 1 };
    const last: PieceOfCode = { ...inference, size: 3 };
    const step: PieceOfCode = { ...inference, pass: 'step' };
    const pieces = piecesToCompile(plan.stages, new Structures(plan), (key) => {
      const { kind } = plan.stage(key)!;
      if (kind === 'train') return [step, inference];
      return kind === 'evaluate' ? [inference, last] : [];
    });
    const ofRuns = plan.runs.map(({ phases, evaluate }) => [
      pieces.get(phases[0]!.train),
      pieces.get(evaluate),
    ]);
    // Evaluated in full batches is what was validated in them.
    for (const ofRun of ofRuns.slice(0, -1)) expect(ofRun).toEqual([[step, inference], [last]]);
    expect(ofRuns.at(-1)).toEqual([[], []]);
  });
});
