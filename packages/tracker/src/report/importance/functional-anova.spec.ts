import { seededRandom } from '@thaw/core';
import { describe, expect, it } from 'vitest';
import { differingParameters } from '../differing-parameters.js';
import { gridRecords, record } from '../sample-sweep.fixture.js';
import { functionalAnova } from './functional-anova.js';

const analyse = (records = gridRecords()) =>
  functionalAnova(
    records.map((each) => ({ record: each, value: Number(each.metrics['objective']) })),
    differingParameters(records),
  );

describe('the importance of parameters', () => {
  it('finds the one that decides, and gives the same answer each time', () => {
    const result = analyse();
    expect(result).toMatchObject({ importances: [{ label: 'optimizer.name' }, { label: 'dropout' }] });
    const [first, second] = 'importances' in result ? result.importances : [];
    expect(first!.share).toBeGreaterThan(0.9);
    expect(second!.share).toBeLessThan(0.1);
    expect(first!.low).toBeLessThanOrEqual(first!.share);
    expect(first!.high).toBeGreaterThanOrEqual(first!.share);
    expect(analyse()).toEqual(result);
  });

  it('leaves to combinations what no parameter explains by itself', () => {
    const xor = [0, 1].flatMap((a) =>
      [0, 1].flatMap((b) => Array.from({ length: 10 }, () => record('x', { a, b }, a === b ? 1 : 0))),
    );
    const result = analyse(xor);
    expect('rest' in result && result.rest).toBeGreaterThan(0.8);
  });

  it('splits what two parameters explain as their variances are', () => {
    // y = 2a + b with a and b uniform: a explains 4 parts of 5.
    const random = seededRandom('anova');
    const linear = Array.from({ length: 400 }, () => {
      const [a, b] = [random(), random()];
      return record('x', { a, b }, 2 * a + b);
    });
    const result = analyse(linear);
    const share = (path: string) =>
      'importances' in result ? result.importances.find((each) => each.path === path)!.share : NaN;
    expect(share('a')).toBeCloseTo(0.8, 1);
    expect(share('b')).toBeCloseTo(0.2, 1);
  });

  it('says how many runs it needs, or that nothing differs', () => {
    expect(analyse(gridRecords().slice(0, 4))).toEqual({ tooFewOf: 8 });
    const constant = gridRecords().map((each) => ({ ...each, metrics: { objective: 0.5 } }));
    expect(analyse(constant)).toEqual({ isConstant: true });
  });
});
