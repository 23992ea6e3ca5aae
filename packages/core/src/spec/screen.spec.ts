import { describe, expect, it } from 'vitest';
import { ThawError } from '../errors/problem.js';
import { backbones as two } from './backbones.fixture.js';
import { loadSpec } from './load-spec.js';

const backbones = { ...two, third: { ...two['tiny']!, name: 'third' } };
const names = ['tiny', 'small', 'third'] as const;
const list = names.join(', ');

const load = (name: string, { sweep = '', kept }: { sweep?: string; kept?: readonly number[] } = {}) =>
  loadSpec(
    `
name: x
data: { root: images }
backbone: { name: ${name}, weights: random, imageSize: 96 }
phases: [{ name: a, trainable: none, epochs: 1 }]
${sweep}`,
    { file: 'x.yaml', backbones, resolvePath: (path) => `/specs/${path}`, ...(kept && { kept }) },
  );

const networksOf = (spec: ReturnType<typeof load>) => spec.runs.map(({ config }) => config.backbone.name);
const problemsOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return (error as ThawError).problems.map(({ code, position }) => [
      code,
      position?.line,
      position?.column,
    ]);
  }
  return [];
};

describe('a screening', () => {
  it('is a sweep over all of its networks until they are compared, and then over those that are kept', () => {
    const all = load(`{ screen: [${list}], keep: 2, by: logme }`);
    expect(networksOf(all)).toEqual(names);
    expect(all.screen).toMatchObject({ networks: names, keep: 2, by: 'logme' });
    const two = load(`{ screen: [${list}], keep: 2, by: logme }`, { kept: [2, 0] });
    expect(networksOf(two)).toEqual([names[0], names[2]]);
    expect(two.withNetworks().map(({ backbone }) => backbone.name)).toEqual(names);
  });

  it('has the runs of a sweep over what is kept, and an id that does not depend on what that is', () => {
    const sweep = 'sweep: { parameters: { head.dropout: [0, 0.5] } }';
    const screened = load(`{ screen: [${list}], keep: 1 }`, { sweep, kept: [1] });
    const swept = load(names[1], { sweep });
    expect(screened.runs.map(({ id }) => id)).toEqual(swept.runs.map(({ id }) => id));
    expect(load(`{ screen: [${list}], keep: 1 }`, { sweep }).sweepId).toBe(screened.sweepId);
  });

  it('may be all that is swept, as the sweep says', () => {
    const sweep = 'sweep: { method: tpe, runs: 2, objective: { metric: loss }, budget: { hours: 1 } }';
    const screened = load(`{ screen: [${list}], keep: 2 }`, { sweep, kept: [0, 1] });
    expect(new Set(networksOf(screened)).size + screened.runsToCome).toBe(2);
    expect(problemsOf(() => load('tiny', { sweep }))).toEqual([['THAW-SPEC-MISSING-KEY', 6, 1]]);
    expect(problemsOf(() => load('tiny', { sweep: 'sweep: { parametres: {} }' }))).toHaveLength(1);
  });

  it('lets parameters wait for a network that is not kept', () => {
    const when = `{ choice: [0, 0.5], when: { backbone.name: ${names[2]} } }`;
    const sweep = `sweep: { parameters: { head.dropout: ${when} } }`;
    const load1 = (kept?: readonly number[]) =>
      load(`{ screen: [${list}], keep: 1 }`, { sweep, ...(kept && { kept }) });
    expect(load1().runs).toHaveLength(4);
    expect(networksOf(load1([0]))).toEqual([names[0]]);
  });

  it('is done before everything else that is swept, whatever draws the points', () => {
    const sweep = 'sweep: { method: random, runs: 12, parameters: { head.dropout: { uniform: [0, 0.5] } } }';
    const drawn = load(`{ screen: [${list}], keep: 2 }`, { sweep, kept: [1, 2] });
    expect(drawn.runs).toHaveLength(12);
    expect(new Set(networksOf(drawn))).toEqual(new Set([names[1], names[2]]));
    expect(Object.keys(drawn.runs[0]!.parameters)).toEqual(['backbone.name', 'head.dropout']);
  });

  it('may be set from outside, and is then no setting that the sweep overwrites', () => {
    const spec = loadSpec(
      'name: x\ndata: { root: images }\nbackbone: { name: tiny, weights: random, imageSize: 96 }\nphases: [{ name: a, epochs: 1 }]',
      {
        ...{ file: 'x.yaml', backbones, resolvePath: (path: string) => path },
        overrides: [`backbone.name={ screen: [${list}], keep: 1 }`],
      },
    );
    expect(networksOf(spec)).toEqual(names);
    expect(spec.warnings).toEqual([]);
  });

  it('tells of a list that is none no more than that', () => {
    expect(problemsOf(() => load('{ screen: [tiny] }')).map(([code]) => code)).toEqual([
      'THAW-SPEC-WRONG-VALUE',
    ]);
    expect(problemsOf(() => load('{ screen: [tiny, tiny] }'))).toHaveLength(1);
    expect(problemsOf(() => load('{ keep: 1 }')).map(([code]) => code)).toEqual(['THAW-SPEC-MISSING-KEY']);
  });

  it('shows every mistake in a network where it stands in the screening', () => {
    expect(problemsOf(() => load(`{ screen: [${names[0]}, nothing], keep: 1 }`))).toEqual([
      ['THAW-SPEC-UNKNOWN-BACKBONE', 4, 19 + '{ screen: ['.length + `${names[0]}, `.length],
    ]);
  });

  it.each([
    [`{ screen: [${list}], keep: 3 }`, '', 'THAW-SPEC-SCREEN-KEEPS-ALL'],
    [
      `{ screen: [${list}], keep: 1 }`,
      `sweep: { parameters: { backbone.name: [${list}] } }`,
      'THAW-SPEC-CONFLICTING-KEYS',
    ],
    [
      `{ screen: [${list}], keep: 1 }`,
      'sweep: { parameters: { backbone: [{ name: tiny, weights: random }, { name: small, weights: random }] } }',
      'THAW-SPEC-CONFLICTING-KEYS',
    ],
    [names[0], `sweep: { parameters: { backbone.name: [{ screen: [${list}] }] } }`, 'THAW-SPEC-SCREEN-SWEPT'],
  ])('is refused where it decides nothing, or is no screening: %s %s', (name, sweep, code) => {
    expect(problemsOf(() => load(name, { sweep })).map(([found]) => found)).toEqual([code]);
  });
});
