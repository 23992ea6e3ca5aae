import { describe, expect, it } from 'vitest';
import { formatProblems } from '../errors/format-problems.js';
import { ThawError } from '../errors/problem.js';
import { planSweep } from '../plan/plan-sweep.js';
import { facts } from '../plan/small-run.fixture.js';
import { backbones } from './backbones.fixture.js';
import { loadSpec } from './load-spec.js';
import { specOfRun } from './spec-of-run.js';

const base = `name: flowers
data: { root: flowers }
backbone: { name: tiny }
phases: [{ name: extract, epochs: 1 }]
sweep: { parameters: { head.dropout: [0, 0.5] } }
`;
const load = (text: string) =>
  loadSpec(text, { file: 'flowers.yaml', backbones, resolvePath: (path) => path });
const folded = (folds: number, more = '') =>
  load(`${base.replace('flowers }', `flowers, split: { test: 0.2, folds: ${folds} } }`)}${more}`);
const idsOf = ({ runs }: ReturnType<typeof load>) => runs.map(({ id }) => id);
const problemsOf = (text: string) => {
  try {
    load(text);
    return '';
  } catch (error) {
    return formatProblems((error as ThawError).problems);
  }
};

describe('a configuration that is done several times', () => {
  it('is a group of runs, all of a point before those of the next, with the first as it is without repeats', () => {
    const once = load(base);
    const { runs } = load(`${base}repeat: { seeds: 3 }`);
    expect(runs.map(({ name }) => name)).toEqual(
      ['0', '0.5'].flatMap((rate) => [1, 2, 3].map((number) => `dropout=${rate} repeat=${number}`)),
    );
    expect([runs[0]!.id, runs[3]!.id]).toEqual(idsOf(once));
    expect(runs[0]!.config).not.toHaveProperty('repeat');
    expect(runs[2]!.config.repeat).toEqual({ number: 3, redraw: ['split', 'head', 'order', 'dropout'] });
    expect(runs[4]!.group).toEqual({
      ...{ id: runs[3]!.group!.id, name: 'dropout=0.5', size: 3, part: 'repeat=2' },
      overlap: 0.2 / 0.8,
    });
    expect(once.runs[0]).not.toHaveProperty('group');
  });

  it('has a run of each fold, in every repeat', () => {
    const { runs } = folded(4, 'repeat: { seeds: 2 }');
    expect(runs.slice(0, 8).map(({ group }) => group!.part)).toEqual(
      [1, 2].flatMap((repeat) => [1, 2, 3, 4].map((fold) => `fold=${fold} repeat=${repeat}`)),
    );
    expect(runs[1]!.config.data.split).toEqual({ validation: 0.2, test: 0.2, fold: { number: 2, of: 4 } });
    expect(runs[1]!.group!.overlap).toBeCloseTo(1 / 3, 12);
    expect(new Set(runs.map(({ group }) => group!.id)).size).toBe(2);
  });

  it('keeps its runs and its group when there are more repeats', () => {
    const [few, more] = [load(`${base}repeat: { seeds: 2 }`), load(`${base}repeat: { seeds: 4 }`)];
    expect(idsOf(more)).toEqual(expect.arrayContaining(idsOf(few)));
    expect(more.runs[0]!.group!.id).toBe(few.runs[0]!.group!.id);
    const [once, twice] = [folded(3), folded(3, 'repeat: { seeds: 2 }')];
    expect(idsOf(twice)).toEqual(expect.arrayContaining(idsOf(once)));
  });

  it('can be had run by run, as a spec of its own', () => {
    for (const run of folded(3, 'repeat: { seeds: 2, redraw: [head, order] }').runs) {
      const alone = load(JSON.stringify(specOfRun('alone', run.config, {})));
      expect(idsOf(alone)).toEqual([run.id]);
      expect(alone.runs[0]).not.toHaveProperty('group');
    }
  });

  it('is another group in each fold that is fixed, which all repeats share the division of', () => {
    const fixed = load(
      base
        .replace('flowers }', 'flowers, split: { folds: 4, fold: 1 } }')
        .replace('head.dropout: [0, 0.5]', 'data.split.fold: [1, 2]') +
        'repeat: { seeds: 2, redraw: [head] }',
    );
    const groups = fixed.runs.map(({ group }) => group!);
    expect(new Set(groups.map(({ id }) => id)).size).toBe(2);
    expect(groups.map(({ size, overlap }) => [size, overlap])).toEqual(groups.map(() => [2, 0]));
  });

  it('says nothing of single runs where its settings are listed', () => {
    const listed = folded(3, 'repeat: { seeds: 2 }').settings();
    const paths = listed.filter(({ path }) => /^(repeat|data\.split)/.test(path)).map(({ path }) => path);
    expect(paths).toEqual(['data.split.test', 'data.split.folds', 'repeat.seeds']);
  });
});

describe('the plan of a group', () => {
  const planOf = ({ runs }: ReturnType<typeof load>) =>
    planSweep({ runs, backbones, datasetOf: () => facts, weightsOf: () => 'imagenet' });
  const countsOf = (loaded: ReturnType<typeof load>) => {
    const { stages } = planOf(loaded);
    return ['dataset', 'features', 'train', 'evaluate'].map(
      (kind) => stages.filter((stage) => stage.kind === kind).length,
    );
  };

  it('has features once for all folds and repeats', () => {
    expect(countsOf(folded(5))).toEqual([1, 1, 10, 10]);
    expect(countsOf(folded(5, 'repeat: { seeds: 2 }'))).toEqual([1, 1, 20, 20]);
  });

  it('draws anew what is to be, and nothing else', () => {
    const trainings = (redraw: string) =>
      planOf(load(`${base}repeat: { seeds: 2, redraw: ${redraw} }`)).stages.filter(
        ({ kind }) => kind === 'train',
      );
    const seeds = { head: expect.any(Number), dropout: expect.any(Number) };
    expect(trainings('[dropout, head]')).toMatchObject([{}, { seeds, split: { seed: 42 } }, {}, { seeds }]);
    expect(trainings('[dropout, head]')[1]).not.toHaveProperty('split.redrawn');
    expect(trainings('[split]')[1]).toMatchObject({ split: { seed: 42, redrawn: expect.any(Number) } });
    expect(trainings('[split]')[1]).not.toHaveProperty('seeds');
  });
});

it('says what is wrong with folds, each at its place', () => {
  const split = (text: string) => problemsOf(base.replace('flowers }', `flowers, split: { ${text} } }`));
  expect(split('folds: 5, validation: 0.2')).toContain('flowers.yaml:2:43 THAW-SPEC-FOLDS');
  expect(split('fold: 2')).toContain('a fold of none');
  expect(split('folds: 2, fold: 3')).toContain('there is no fold 3');
  expect(split('folds: 1')).toContain('THAW-SPEC-WRONG-VALUE');
  expect(problemsOf(`${base}repeat: { redraw: [seed] }`)).toContain('THAW-SPEC-WRONG-VALUE');
  expect(problemsOf(base.replace('head.dropout: [0, 0.5]', 'repeat.seeds: [1, 3]'))).toContain(
    'THAW-SWEEP-NOT-SWEEPABLE',
  );
  expect(
    problemsOf(`${base.replace('[0, 0.5]', '{ uniform: [0, 0.5], steps: 200 }')}repeat: { seeds: 100 }`),
  ).toContain('each done 100 times');
});
