import { describe, expect, it } from 'vitest';
import { formatProblems } from '../errors/format-problems.js';
import { ThawError } from '../errors/problem.js';
import { backbones } from './backbones.fixture.js';
import { loadSpec } from './load-spec.js';

const spec = (rest: string) => `
name: animals
data: { manifest: labels.csv }
backbone: { name: tiny }
phases:
  - name: extract
    epochs: 2
${rest}`;
const classes = ['cat', 'dog', 'zebra'];
const load = (text: string, overrides: readonly string[] = []) =>
  loadSpec(text, { file: 'animals.yaml', backbones, overrides, resolvePath: (path) => `/x/${path}` });

function report(text: string, known: readonly string[], overrides: readonly string[] = []): string {
  try {
    const { runs, checkClasses } = load(text, overrides);
    checkClasses(runs, () => known);
  } catch (error) {
    if (error instanceof ThawError) return formatProblems(error.problems);
    throw error;
  }
  return 'valid';
}

describe('class weights on the data', () => {
  it('refuses the weight of a class that does not exist, where it stands, and says which was meant', () => {
    const text = spec('loss: { classWeights: { cat: 2, zebar: 3, whale: 1 } }');
    expect(report(text, classes)).toMatchInlineSnapshot(`
      "animals.yaml:8:33 THAW-SPEC-UNKNOWN-CLASS
        there is no class zebar in the data
          8 | loss: { classWeights: { cat: 2, zebar: 3, whale: 1 } }
            |                                 ^^^^^
        expected: cat, dog or zebra
        found:    "zebar"
        mend:     did you mean \`zebra\`?

      animals.yaml:8:43 THAW-SPEC-UNKNOWN-CLASS
        there is no class whale in the data
          8 | loss: { classWeights: { cat: 2, zebar: 3, whale: 1 } }
            |                                           ^^^^^
        expected: cat, dog or zebra
        found:    "whale"
        mend:     take it away"
    `);
    expect(report(spec('loss: { classWeights: { cat: 2, zebra: 3 } }'), classes)).toBe('valid');
  });

  it('refuses it in an override and among swept values, each where it was written', () => {
    const swept = spec('sweep: { parameters: { loss.classWeights: [balanced, { dogg: 2 }] } }');
    expect(report(swept, classes)).toContain('animals.yaml:8:56 THAW-SPEC-UNKNOWN-CLASS');
    expect(report(spec(''), classes, ['loss.classWeights.dogg=2'])).toContain(
      '--set:1:1 THAW-SPEC-UNKNOWN-CLASS',
    );
  });

  it('does not take what every object has for a class', () => {
    const text = spec('loss: { classWeights: { constructor: 2, __proto__: 3 } }');
    expect(report(text, classes).match(/THAW-SPEC-UNKNOWN-CLASS/g)).toHaveLength(2);
    expect(report(text, ['__proto__', 'constructor'])).toBe('valid');
  });
});
