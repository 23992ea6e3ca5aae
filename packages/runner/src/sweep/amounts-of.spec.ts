import { expect, it } from 'vitest';
import { oneAfterTheOther } from './amounts-of.js';

const first = { flops: 1, memoryBytes: 300, diskBytes: 10 };
const then = { flops: 2, memoryBytes: 200, diskBytes: 20 };

it('one after the other takes the time and the space of both, and the memory of the larger', () => {
  const timed = oneAfterTheOther(
    { ...first, seconds: 1, secondsRange: [0.5, 2] },
    { ...then, seconds: 10, secondsRange: [5, 20] },
  );
  expect(timed).toEqual({
    ...{ flops: 3, memoryBytes: 300, diskBytes: 30 },
    ...{ seconds: 11, secondsRange: [5.5, 22] },
  });
});

it('says nothing of time where it is not known of one', () => {
  expect(oneAfterTheOther(first, { ...then, seconds: 10, secondsRange: [5, 20] })).toEqual({
    ...{ flops: 3, memoryBytes: 300, diskBytes: 30 },
  });
});
