import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../random/random.js';
import { successiveHalving } from './successive-halving.js';
import type { StoppingRule } from './stop-method.js';

/** A run that is no group's. */
const alone = { before: [], parts: 1 };
const epochs = 12;
const rungs = [1, 3, 9];
const runs = 40;

/** Losses that fall with the epochs, from another start and at another pace each. */
const curves = (seed: number) =>
  Array.from({ length: runs }, (_, run) => {
    const random = seededRandom([seed, run]);
    const [end, fall, rate, noise] = [random(), 2 * random(), 0.2 + random(), 0.1 * random()];
    return Array.from(
      { length: epochs },
      (_, step) => end + fall * Math.exp(-rate * (step + 1)) + noise * random(),
    );
  });

/** Follows a rule with one run at a time; says which run came to which rung, in order. */
function followed(rule: StoppingRule, losses: readonly (readonly number[])[]): readonly string[] {
  const reached: string[] = [];
  const begin = (run: number, from: number) => {
    for (let step = 1; step <= epochs; step++) {
      if (step > from && (rungs.includes(step) || step === epochs)) reached.push(`${run} ${step}`);
      const epoch = { step, of: epochs, value: losses[run]![step - 1]!, isLast: step === epochs, ...alone };
      if (rule.judge(String(run), { ...epoch, trained: `${run}:${step}` }) === 'stop') return step;
    }
    return epochs;
  };
  const at = new Map<number, number>();
  for (let next = 0; ;) {
    const promoted = rule.next?.();
    if (promoted === undefined && next === runs) return reached;
    const run = promoted === undefined ? next++ : Number(promoted);
    at.set(run, begin(run, at.get(run) ?? 0));
  }
}

/** Algorithm 2 of the paper with one worker, whose tasks are "this run, to its next rung"; of any number at least one goes on. */
function algorithm2(losses: readonly (readonly number[])[], factor: number): readonly string[] {
  const ends = [...rungs, epochs];
  const results = ends.map(() => new Map<number, number>());
  const promoted = ends.map(() => new Set<number>());
  const reached: string[] = [];
  const toRung = (run: number, rung: number) => {
    reached.push(`${run} ${ends[rung]}`);
    results[rung]!.set(run, losses[run]![ends[rung]! - 1]!);
  };
  const promotable = () => {
    for (let rung = rungs.length - 1; rung >= 0; rung--) {
      const sorted = [...results[rung]!].toSorted(([, a], [, b]) => a - b).map(([run]) => run);
      const top = sorted.slice(0, Math.max(1, Math.floor(sorted.length / factor)));
      const run = sorted.length > 0 ? top.find((each) => !promoted[rung]!.has(each)) : undefined;
      if (run !== undefined) return { run, rung };
    }
    return undefined;
  };
  for (let next = 0; ;) {
    const found = promotable();
    if (found) {
      promoted[found.rung]!.add(found.run);
      toRung(found.run, found.rung + 1);
    } else if (next < runs) toRung(next++, 0);
    else return reached;
  }
}

describe('asynchronous successive halving', () => {
  it.each([1, 2, 3, 4, 5])(
    'has the same runs come to the same rungs as the paper’s algorithm, of curves %i',
    (seed) => {
      const losses = curves(seed);
      const reached = followed(successiveHalving.create({ after: 1, factor: 3 }), losses);
      expect(reached).toEqual(algorithm2(losses, 3));
      expect(reached.filter((each) => each.endsWith(` ${epochs}`)).length).toBeLessThan(runs / 4);
    },
  );

  it('has its first decision after as many epochs as it is told', () => {
    const rule = successiveHalving.create({ after: 2, factor: 2 });
    const judge = (run: string, step: number, value: number) =>
      rule.judge(run, { step, of: 8, value, isLast: step === 8, trained: `${run}:${step}`, ...alone });
    expect([1, 2, 3, 4].map((step) => judge('good', step, 1))).toEqual(['go-on', 'go-on', 'go-on', 'go-on']);
    expect([1, 2].map((step) => judge('bad', step, 2))).toEqual(['go-on', 'stop']);
    expect(rule.next!()).toBeUndefined();
  });

  it('holds nobody up where runs have trained the same so far', () => {
    const rule = successiveHalving.create({ after: 1, factor: 3 });
    const judge = (run: string, trained: string, value: number) =>
      rule.judge(run, { step: 1, of: 9, value, isLast: false, trained, ...alone });
    expect(['a', 'b', 'c'].map((run) => judge(run, 'head', 1))).toEqual(['go-on', 'go-on', 'go-on']);
    expect(judge('d', 'other head', 2)).toBe('stop');
    expect(judge('e', 'other head', 2)).toBe('stop');
    for (const run of ['f', 'g', 'h', 'i']) judge(run, run, 3);
    // Of six that differ the best two go on, with all that have trained the same.
    expect([rule.next!(), rule.next!(), rule.next!()]).toEqual(['d', 'e', undefined]);
  });

  it('counts the epochs of a group through its runs, and holds means of as many runs against each other', () => {
    const rule = successiveHalving.create({ after: 1, factor: 3 });
    const parts = 4;
    /** Runs of two epochs: rungs are the first epoch of the first run, of the second and of the fourth … */
    const judge = (group: string, before: readonly number[], values: readonly number[]) =>
      values.map((value, index) => {
        const run = `${group} ${before.length}`;
        const epoch = { step: index + 1, of: 2, isLast: index === 1, value, before, parts };
        return rule.judge(run, { ...epoch, trained: `${run}:${index}` });
      });
    expect(judge('a', [], [1, 1])).toEqual(['go-on', 'go-on']);
    expect(judge('a', [1], [1, 1])).toEqual(['go-on', 'go-on']);
    // Better than the first by now, but not by the mean of both.
    expect(judge('b', [], [0.5, 3])).toEqual(['go-on', 'go-on']);
    expect(judge('b', [3], [0.5, 1])[0]).toBe('stop');
    expect(rule.next!()).toBeUndefined();
    for (const group of ['c', 'd', 'e']) judge(group, [2], [2, 2]);
    expect(rule.next!()).toBeUndefined();
    judge('f', [2], [2, 2]);
    // Of six two go on: b with its mean of 1.75 is one of them.
    expect([rule.next!(), rule.next!()]).toEqual(['b 1', undefined]);
    expect(judge('a', [1, 1], [1, 1])).toEqual(['go-on', 'go-on']);
    expect(judge('a', [1, 1, 1], [1, 1])).toEqual(['go-on', 'go-on']);
  });

  it('stops a group also where one of its runs ends, but not where its last one does', () => {
    const rule = successiveHalving.create({ after: 3, factor: 3 });
    const judge = (group: string, value: number, parts: number) =>
      rule.judge(group, { step: 3, of: 3, isLast: true, value, before: [], parts, trained: group });
    expect([judge('a', 1, 2), judge('b', 2, 2), judge('c', 2, 1)]).toEqual(['go-on', 'stop', 'go-on']);
  });

  it('lets nobody on who came to no number, and stops none in its last epoch', () => {
    const rule = successiveHalving.create({ after: 1, factor: 3 });
    const judge = (run: string, value: number | undefined, isLast = false) =>
      rule.judge(run, { step: 1, of: 9, value, isLast, trained: run, ...alone });
    expect(judge('a', 1)).toBe('go-on');
    expect(judge('b', undefined)).toBe('stop');
    expect(judge('c', NaN, true)).toBe('go-on');
    expect(rule.next!()).toBeUndefined();
  });
});
