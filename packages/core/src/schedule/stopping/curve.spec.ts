import { expect, it } from 'vitest';
import { seededRandom } from '../../random/random.js';
import { curve } from './curve.js';

const of = 10;
const random = seededRandom([1]);
const falling = (end: number, start = 2) =>
  Array.from(
    { length: of },
    (_, epoch) => end + (start - end) * Math.exp(-0.5 * (epoch + 1)) + 0.04 * (random() - 0.5),
  );

const judgeBy = (startup: number) => {
  const rule = curve.create({ after: 1, startup, chance: 0.05 });
  return (run: string, values: readonly number[], before: readonly number[] = [], parts = 1) =>
    values.map((value, index) =>
      rule.judge(run, {
        step: index + 1,
        of,
        value,
        isLast: index + 1 === of,
        trained: `${run}:${index + 1}`,
        ...{ before, parts },
      }),
    );
};
const opened = () => {
  const judge = judgeBy(5);
  const ended = [
    [0.5, 2],
    [0.9, 2.8],
    [0.4, 1.8],
    [0.6, 2.5],
    [1.3, 2.2],
  ] as const;
  for (const [index, [end, start]] of ended.entries()) judge(`before ${index}`, falling(end, start));
  return judge;
};
const stoppedAt = (verdicts: readonly string[]) => verdicts.indexOf('stop') + 1;

it('stops what will not become the best early', () => {
  const verdicts = opened()('bad', falling(1.6));
  expect(stoppedAt(verdicts)).toBeGreaterThan(0);
  expect(stoppedAt(verdicts)).toBeLessThan(5);
});

it('lets go on what may become the best, also where it is not yet', () => {
  expect(stoppedAt(opened()('good', falling(0.3)))).toBe(0);
  expect(stoppedAt(opened()('late', falling(0.2, 2.4)))).toBe(0);
});

it('decides nothing before so many curves have ended', () => {
  const rule = curve.create({ after: 1, startup: 1, chance: 0.05 });
  expect(
    rule.judge('a', { step: 1, of, value: 1e9, isLast: false, trained: 'a', before: [], parts: 1 }),
  ).toBe('go-on');
});

it('allows for what the runs of a group that are to come may change', () => {
  /** Groups of two runs, of which the second is worse by as much as the first was better; the best comes to 0.5 in each. */
  const openedWith = (moves: readonly number[]) => {
    const judge = judgeBy(5);
    for (const [index, move] of moves.entries()) {
      const end = 0.5 + 0.1 * index;
      const first = falling(end - move);
      judge(`${index} first`, first, [], 2);
      judge(`${index} second`, falling(end + move), [first.at(-1)!], 2);
    }
    return judge;
  };
  const bad = falling(0.9);
  const stopped = (moves: readonly number[], before: readonly number[] = []) =>
    stoppedAt(openedWith(moves)('bad', bad, before, 2)) > 0;
  // Where groups stand as they stood after the first of their runs, what is worse there is worse.
  expect(stopped([0, 0, 0, 0, 0])).toBe(true);
  expect(stopped([0, 0.4, -0.4, 0.5, -0.5])).toBe(false);
  // In the last run nothing is to come.
  expect(stopped([0, 0.4, -0.4, 0.5, -0.5], [0.9])).toBe(true);
});

it('takes a loss that explodes for a bad one', () => {
  const judge = opened();
  expect(stoppedAt(judge('explodes', [2, 1e30, Infinity, NaN]))).toBeGreaterThan(0);
  expect(stoppedAt(judge('good', falling(0.3)))).toBe(0);
});
