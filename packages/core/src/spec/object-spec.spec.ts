import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { formatProblems } from '../errors/format-problems.js';
import { ThawError } from '../errors/problem.js';
import { backboneNames } from './backbone-names.js';
import { backbones } from './backbones.fixture.js';
import { loadSpec } from './load-spec.js';
import type { Spec } from './spec.js';

const flowers: Spec = {
  name: 'flowers',
  data: { root: 'images' },
  backbone: { name: 'tiny' },
  phases: [{ name: 'head', epochs: 2 }],
  sweep: { parameters: { 'head.dropout': [0, 0.5] } },
};

const load = (spec: Spec | string, overrides: readonly string[] = []) =>
  loadSpec(spec, { file: 'spec', backbones, overrides, resolvePath: (path) => `/here/${path}` });

/** As a program that computes its settings may make it. */
const wrong = (parts: object) => ({ ...flowers, ...parts }) as Spec;

function problemsOf(spec: Spec, overrides: readonly string[] = []) {
  try {
    load(spec, overrides);
  } catch (error) {
    if (error instanceof ThawError) return error.problems;
    throw error;
  }
  return expect.unreachable();
}

describe('a spec that is an object', () => {
  it('is what the same spec in a file is', () => {
    const [ofObject, ofText] = [load(flowers), load(stringify(flowers))];
    expect(ofObject.sweepId).toBe(ofText.sweepId);
    expect(ofObject.runs).toEqual(ofText.runs);
    expect(ofObject.runs[0]!.config.data.root).toBe('/here/images');
    expect(load(flowers, ['seed=7']).runs[0]!.config.seed).toBe(7);
  });

  it('names the way to each mistake, and shows it as YAML', () => {
    const phases = [{ name: 'head', epochs: 'ten' }];
    const problems = problemsOf(wrong({ phases, sweep: { parameters: { 'head.dropout': [0, 2] } } }));
    expect(problems.map(({ code, position }) => [code, position?.keys])).toEqual([
      ['THAW-SPEC-WRONG-TYPE', ['phases', 0, 'epochs']],
      ['THAW-SPEC-WRONG-VALUE', ['sweep', 'parameters', 'head.dropout', 1]],
    ]);
    expect(formatProblems(problems)).toContain(
      [
        'spec.phases[0].epochs THAW-SPEC-WRONG-TYPE',
        '  epochs must be a whole number',
        '      |     epochs: ten',
        '      |             ^^^',
      ].join('\n'),
    );
    expect(formatProblems(problems)).toContain('\nspec.sweep.parameters["head.dropout"][1] THAW-SPEC');
  });

  it('names what is around something that is missing', () => {
    const { data: _, ...rest } = flowers;
    expect(problemsOf({ ...rest, phases: [{ epochs: 1 }] } as unknown as Spec)).toMatchObject([
      { code: 'THAW-SPEC-MISSING-KEY', position: { keys: [] } },
      { code: 'THAW-SPEC-MISSING-KEY', position: { keys: ['phases', 0] } },
    ]);
  });

  it('says of a mistake in an override which override it is in', () => {
    const [problem] = problemsOf(flowers, ['batchSize=none']);
    expect(problem!.position).toMatchObject({ file: '--set', line: 1 });
    expect(problem!.position!.keys).toBeUndefined();
  });

  it('may be short, and may use an object in many places', () => {
    const optimizer = { name: 'sgd', learningRate: 1e-7 } as const;
    const phases = Array.from({ length: 300 }, (_, index) => ({ name: `p${index}`, epochs: 1, optimizer }));
    const { runs } = load(wrong({ data: 'images', phases }));
    expect(runs[0]!.config.phases.at(-1)).toMatchObject({ learningRate: 1e-7 });
  });

  it('is refused where it holds what no file could', () => {
    const circle: Record<string, unknown> = {};
    circle['head'] = circle;
    for (const parts of [circle, { seed: 7n }, { head: { dropout: () => 0.5 } }])
      expect(problemsOf(wrong(parts))).toMatchObject([{ code: 'THAW-SPEC-NOT-PLAIN' }]);
    expect(problemsOf(wrong({ head: { dropout: NaN } }))).toMatchObject([
      { position: { keys: ['head', 'dropout'] } },
    ]);
  });

  it('names the networks that it asks for', () => {
    const parameters = { 'backbone.name': ['tiny', '@acme/other'] };
    expect(backboneNames({ ...flowers, sweep: { parameters } })).toEqual(['tiny', '@acme/other']);
  });
});
