import { describe, expect, it } from 'vitest';
import { overlapped } from './overlapped.js';

async function* three() {
  yield* [1, 2, 3];
}

describe('overlapped', () => {
  it('asks for the next while the last is computed, two at most, and gives all in order', async () => {
    const [waiting, seen]: [(() => void)[], string[]] = [[], []];
    const compute = (batch: number, index: number) =>
      new Promise<number>((resolve) => {
        seen.push(`ask ${batch}`);
        waiting.push(() => resolve(10 * batch + index));
      });
    for await (const { batch, outcome } of overlapped(three(), compute)) {
      await new Promise(setImmediate);
      seen.push(`use ${batch}`);
      waiting[batch - 1]!();
      expect(await outcome).toBe(10 * batch + batch - 1);
    }
    expect(seen).toEqual(['ask 1', 'ask 2', 'use 1', 'ask 3', 'use 2', 'use 3']);
  });

  it('throws what came of a batch where that is used, and lets what was asked for besides end unheard', async () => {
    const use = async () => {
      for await (const { outcome } of overlapped(three(), (batch) =>
        Promise.reject(new Error(`no ${batch}`)),
      ))
        await outcome;
    };
    await expect(use()).rejects.toThrow('no 1');
  });
});
