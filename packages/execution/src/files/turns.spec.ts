import { expect, it } from 'vitest';
import { inTurn } from './turns.js';

it('lets a timer fire while many read in one go, one after the other or all at once', async () => {
  for (const readers of [1, 50]) {
    let hasFired = false;
    setTimeout(() => (hasFired = true), 1);
    const read = async () => {
      while (!hasFired) await inTurn();
    };
    await Promise.all(Array.from({ length: readers }, read));
    expect(hasFired).toBe(true);
  }
});
