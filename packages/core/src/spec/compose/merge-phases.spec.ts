import { describe, expect, it } from 'vitest';
import { base, load, refusal } from './composed.fixture.js';

const extending = (phases: string, below = base) => ({
  'base.yaml': below,
  'spec.yaml': `extends: base.yaml\nphases:${phases}\n`,
});
const namesOf = (...files: Parameters<typeof load>) => load(...files).spec.phases.map(({ name }) => name);

describe('phases of a spec that extends another', () => {
  it('merge by name, in a list', () => {
    const { spec } = load(extending(' [{ name: fine-tune, epochs: 7, optimizer: { learningRate: 0.01 } }]'));
    expect(spec.phases).toEqual([
      { name: 'extract', epochs: 10 },
      {
        name: 'fine-tune',
        trainable: { last: 2 },
        epochs: 7,
        optimizer: { name: 'sgd', momentum: 0.9, schedule: 'cosine', learningRate: 0.01 },
      },
    ]);
  });

  it('merge by name, as changes, which also rename and take away', () => {
    expect(load(extending(' { extract: { epochs: 3 } }')).spec.phases[0]).toEqual({
      name: 'extract',
      epochs: 3,
    });
    expect(namesOf(extending(' { extract: { name: head } }'))).toEqual(['head', 'fine-tune']);
    expect(namesOf(extending(' { extract: null }'))).toEqual(['fine-tune']);
    expect(namesOf(extending(' { extract: }'))).toEqual(['fine-tune']);
  });

  it.each([
    ['[{ name: more, epochs: 1 }]', ['extract', 'fine-tune', 'more']],
    ['[{ name: extract }, { name: more, epochs: 1 }]', ['extract', 'fine-tune', 'more']],
    ['[{ name: warm, epochs: 1 }, { name: extract }]', ['warm', 'extract', 'fine-tune']],
    [
      '[{ name: a, epochs: 1 }, { name: b, epochs: 1 }, { name: fine-tune }, { name: c, epochs: 1 }]',
      ['extract', 'a', 'b', 'fine-tune', 'c'],
    ],
  ])('stand, if new, before the next that is named, or at the end: %s', (phases, names) => {
    expect(namesOf(extending(` ${phases}`))).toEqual(names);
  });

  it('are all taken away by an empty list, for a spec that has others or for whatever extends it', () => {
    const files = {
      'base.yaml': base,
      'none.yaml': 'extends: base.yaml\nphases: []\n',
      'spec.yaml': 'extends: none.yaml\nphases: [{ name: own, epochs: 1 }]\n',
    };
    expect(namesOf(files)).toEqual(['own']);
    expect(refusal(extending(' []'))).toMatch(/^spec\.yaml:2:9 THAW-SPEC-/);
  });

  it('keep their order, and refuse another', () => {
    expect(refusal(extending('\n  - name: fine-tune\n  - name: extract'))).toBe(
      [
        'spec.yaml:4:11 THAW-SPEC-PHASE-ORDER',
        '  the phase extract stands before fine-tune in what is extended, and after it here',
        '    4 |   - name: extract',
        '      |           ^^^^^^^',
        '  expected: phases in the order of what is extended',
        '  found:    extract after fine-tune',
        '  mend:     let them change places here; for another order, take extract away in a spec of its own (`phases: { extract: null }`), and add it to that',
      ].join('\n'),
    );
    const files = {
      'base.yaml': base,
      'without.yaml': 'extends: base.yaml\nphases: { extract: null }\n',
      'spec.yaml': 'extends: without.yaml\nphases: [{ name: extract, epochs: 2 }]\n',
    };
    expect(load(files).spec.phases.map(({ name, epochs }) => [name, epochs])).toEqual([
      ['fine-tune', 5],
      ['extract', 2],
    ]);
  });

  it('are refused as changes of what is not there', () => {
    expect(refusal(extending(' { fine-tun: null }'))).toBe(
      [
        'spec.yaml:2:11 THAW-SPEC-UNKNOWN-PHASE',
        '  no phase of what is extended is called fine-tun',
        '    2 | phases: { fine-tun: null }',
        '      |           ^^^^^^^^',
        '  expected: extract or fine-tune',
        '  found:    "fine-tun"',
        '  mend:     did you mean `fine-tune`?',
      ].join('\n'),
    );
    expect(refusal(extending(' { name: head, epochs: 3 }'))).toContain(
      'no phase of what is extended is called epochs',
    );
  });

  it('may be changed by one file for another, whatever the other has', () => {
    const files = {
      'base.yaml': base,
      'short.yaml': 'phases: { fine-tune: { epochs: 1 } }\n',
      'spec.yaml': 'extends: [base.yaml, short.yaml]\n',
    };
    expect(load(files).spec.phases[1]!.epochs).toBe(1);
    expect(refusal({ ...files, 'spec.yaml': 'extends: [short.yaml, base.yaml]\n' })).toBe('nothing is wrong');
  });

  it('are told where each of their parts is written', () => {
    const wrong = refusal(
      extending(
        ' { fine-tune: { optimizer: { nesterov: 3 } } }',
        base.replace('momentum: 0.9', 'momentum: lots'),
      ),
    );
    expect(wrong).toContain('spec.yaml:2:47 THAW-SPEC-WRONG-TYPE');
    expect(wrong).toContain('base.yaml:12:39 THAW-SPEC-WRONG-TYPE');
    expect(refusal(extending(' [{ name: fine-tune }, { epochs: 3 }]'))).toMatch(
      /spec\.yaml:2:\d+ THAW-SPEC-MISSING-KEY/,
    );
  });

  it('of the same name in one file are still refused', () => {
    expect(refusal(extending(' [{ name: more, epochs: 1 }, { name: more, epochs: 2 }]'))).toContain(
      'THAW-SPEC-DUPLICATE-PHASE',
    );
    expect(refusal(extending(' [{ name: extract }, { name: extract, epochs: 2 }]'))).toContain(
      'THAW-SPEC-DUPLICATE-PHASE',
    );
  });

  it.each(['3', 'extract', '[3]', '{ extract: 3 }', '[[{ name: x }]]'])('cannot be %s', (phases) => {
    expect(refusal(extending(` ${phases}`))).toMatch(/spec\.yaml:2:\d+ THAW-SPEC-WRONG-TYPE/);
  });

  it('are all taken away by null, and then lack', () => {
    expect(refusal(extending(' null'))).toContain('the spec lacks phases');
  });

  it('are a list where nothing is extended', () => {
    expect(
      refusal({ 'spec.yaml': base.replace(/phases:[^]*/, 'phases: { extract: { epochs: 1 } }\n') }),
    ).toContain('phases must be a list');
  });
});
