import { describe, expect, it } from 'vitest';
import { inTurn } from './turns.js';

describe('reading in one go', () => {
  it.each([1, 50, 500])('lets a timer fire while %i read', async (readers) => {
    let hasFired = false;
    setTimeout(() => (hasFired = true), 1);
    const read = async () => {
      while (!hasFired) await inTurn();
    };
    await Promise.all(Array.from({ length: readers }, read));
    expect(hasFired).toBe(true);
  });

  it('lets those who wait go in order, and some of them at a time', async () => {
    const order: number[] = [];
    const turns = new Set<number>();
    let turn = 0;
    const count = () => {
      turn++;
      if (order.length < 100) setImmediate(count);
    };
    setImmediate(count);
    await Promise.all(
      Array.from({ length: 100 }, async (_, index) => {
        await inTurn();
        order.push(index);
        turns.add(turn);
      }),
    );
    expect(order).toEqual(Array.from({ length: 100 }, (_, index) => index));
    expect(turns.size).toBeGreaterThan(2);
  });
});
