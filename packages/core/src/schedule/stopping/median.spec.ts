import { expect, it } from 'vitest';
import { median } from './median.js';

const judgeBy = (settings: { after: number; startup: number }) => {
  const rule = median.create(settings);
  return (
    run: string,
    values: readonly (number | undefined)[],
    trained = run,
    { before = [], parts = 1 }: { readonly before?: readonly number[]; readonly parts?: number } = {},
  ) =>
    values.map((value, index) =>
      rule.judge(run, {
        ...{ step: index + 1, of: 5, value, isLast: index === 4, trained: `${trained}:${index + 1}` },
        ...{ before, parts },
      }),
    );
};

it('stops a run whose best is worse than the median of what others were on average', () => {
  const judge = judgeBy({ after: 1, startup: 3 });
  // On average 4, 3, 2 after three epochs.
  for (const [run, values] of Object.entries({ a: [6, 4, 2], b: [4, 3, 2], c: [3, 2, 1] }))
    judge(run, values);
  expect(judge('equal', [4, 3.5, 3])).toEqual(['go-on', 'go-on', 'go-on']);
  expect(judge('worse', [4, 3.6, 3.6])[2]).toBe('stop');
  expect(judge('was good once', [4, 1, 9])[2]).toBe('go-on');
});

it('decides once so many others have come as far, and not before so many epochs', () => {
  const judge = judgeBy({ after: 2, startup: 2 });
  judge('a', [1, 1]);
  expect(judge('b', [9, 9])).toEqual(['go-on', 'go-on']);
  expect(judge('c', [10, 10])).toEqual(['go-on', 'stop']);
});

it('counts runs that have trained the same as one, and compares none with itself', () => {
  const judge = judgeBy({ after: 1, startup: 2 });
  judge('a', [1], 'head');
  judge('b', [1], 'head');
  expect(judge('c', [2])).toEqual(['go-on']);
  expect(judge('d', [9], 'head')).toEqual(['go-on']);
});

it('judges a group by its mean so far, against others in the same of their runs', () => {
  const judge = judgeBy({ after: 1, startup: 1 });
  const second = (run: string, before: number, values: readonly number[]) =>
    judge(run, values, run, { before: [before], parts: 3 });
  expect(judge('a', [9], 'a', { parts: 3 })).toEqual(['go-on']);
  // On average 2, in a fold that is harder than the first was for others.
  second('a, second', 1, [3]);
  expect(second('b, second', 0, [5, 5, 5, 5, 5])[0]).toBe('stop');
  expect(second('c, second', 0, [3.9])).toEqual(['go-on']);
  // A run that is over ends its group only if it is the last of it.
  for (const parts of [2, 3]) {
    const judge = judgeBy({ after: 5, startup: 1 });
    judge('a', [1, 1, 1, 1, 1], 'a', { before: [1], parts });
    expect(judge('b', [9, 9, 9, 9, 9], 'b', { before: [9], parts })[4]).toBe(parts === 2 ? 'go-on' : 'stop');
  }
});

it('stops what is no number, but nobody in the last epoch', () => {
  const judge = judgeBy({ after: 1, startup: 1 });
  judge('a', [1, 1, 1, 1, 1]);
  expect(judge('b', [undefined])).toEqual(['stop']);
  // Of the two that have come to the first epoch one is no number, and so is what lies between them.
  expect(judge('c', [9, 9, 9, 9, 9])).toEqual(['go-on', 'stop', 'stop', 'stop', 'go-on']);
});
