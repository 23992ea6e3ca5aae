import { expect, it } from 'vitest';
import { ThawError } from '../errors/problem.js';
import { backbones } from './backbones.fixture.js';
import { loadSpec, type LoadedSpec } from './load-spec.js';

const inherited = ['constructor', '__proto__', 'toString', 'hasOwnProperty'];
const base = `
name: flowers
data: { root: ../images }
backbone: { name: tiny }
phases: [{ name: constructor, epochs: 1 }]
`;
const load = (text: string, overrides: readonly string[] = []): LoadedSpec =>
  loadSpec(text, { file: 'flowers.yaml', backbones, overrides, resolvePath: (path) => path });
const codesOf = (act: () => unknown): readonly string[] => {
  try {
    act();
  } catch (error) {
    if (error instanceof ThawError) return error.problems.map(({ code }) => code);
    throw error;
  }
  return [];
};

it.each(inherited)(
  'takes a class called %s in classWeights, from the file, an override and a sweep',
  (name) => {
    const written = load(`${base}loss: { classWeights: { ${name}: 2, b: 3 } }\n`);
    expect(Object.entries(written.runs[0]!.config.loss.classWeights!)).toEqual([
      [name, 2],
      ['b', 3],
    ]);
    const overridden = load(base, [`loss.classWeights.${name}=2`]);
    expect(Object.entries(overridden.runs[0]!.config.loss.classWeights!)).toEqual([[name, 2]]);
    const swept = load(`${base}sweep: { parameters: { loss.classWeights.${name}: [2, 3] } }\n`);
    expect(swept.runs.map(({ config }) => Object.entries(config.loss.classWeights!))).toEqual([
      [[name, 2]],
      [[name, 3]],
    ]);
    expect(new Set([written, overridden, ...swept.runs].map((each) => JSON.stringify(each))).size).toBe(4);
  },
);

it('finds a phase called constructor by its name', () => {
  expect(load(base, ['phases.constructor.epochs=5']).runs[0]!.config.phases[0]!.epochs).toBe(5);
});

it.each(inherited)(
  'refuses %s where it is no setting, no network and no phase, and changes no prototype',
  (name) => {
    expect(codesOf(() => load(`${base}${name}: 1\n`))).toEqual(['THAW-SPEC-UNKNOWN-KEY']);
    expect(codesOf(() => load(`${base}head: { ${name}: { dropout: 0.5 } }\n`))).toEqual([
      'THAW-SPEC-UNKNOWN-KEY',
    ]);
    expect(codesOf(() => load(base, [`backbone.name=${name}`]))).toEqual(['THAW-SPEC-UNKNOWN-BACKBONE']);
    expect(codesOf(() => load(base, [`${name}.polluted=1`]))).toEqual(['THAW-SPEC-UNKNOWN-PATH']);
    expect(codesOf(() => load(base, [`head.${name}.polluted=1`]))).toEqual(['THAW-SPEC-UNKNOWN-PATH']);
    expect(codesOf(() => load(`${base}sweep: { parameters: { ${name}: [1] } }\n`))).toEqual([
      'THAW-SPEC-UNKNOWN-PATH',
    ]);
    expect('polluted' in {}).toBe(false);
  },
);
