import { beforeEach, describe, expect, it } from 'vitest';
import type { Feed } from './session.js';
import { PinnedArrays } from './pinned-arrays.js';

let pinned: Set<ArrayBufferLike>;
let hasGpu: boolean;
const binding = {
  pin: ({ buffer }: Uint8Array) => {
    if (hasGpu) pinned.add(buffer);
    return hasGpu;
  },
  unpin: ({ buffer }: Uint8Array) => {
    if (!pinned.delete(buffer)) throw new Error('it is not pinned');
  },
};
beforeEach(() => {
  pinned = new Set();
  hasGpu = true;
});

const shared = (bytes = 2 ** 20) => new Uint8Array(new SharedArrayBuffer(bytes));
const feeds = (...all: readonly Uint8Array[]) => all.map((data) => ({ data }) as unknown as Feed);

describe('arrays that are fed again', () => {
  it('are pinned the second time, if they are shared and large, until they are released', () => {
    const arrays = new PinnedArrays(binding);
    const [again, once, small, own] = [shared(), shared(), shared(100), new Uint8Array(2 ** 20)];
    arrays.see(feeds(again, once, small, own));
    expect(pinned.size).toBe(0);
    arrays.see(feeds(again, small, own));
    arrays.see(feeds(again));
    expect([...pinned]).toEqual([again.buffer]);
    arrays.release();
    arrays.release();
    expect(pinned.size).toBe(0);
  });

  it('stay pinned while another is fed them', () => {
    const [one, other] = [new PinnedArrays(binding), new PinnedArrays(binding)];
    const array = shared();
    for (const each of [one, other, one, other]) each.see(feeds(array));
    one.release();
    expect(pinned.size).toBe(1);
    other.release();
    expect(pinned.size).toBe(0);
  });

  it('are left as they are where they cannot be pinned', () => {
    hasGpu = false;
    const arrays = new PinnedArrays(binding);
    const array = shared();
    for (let time = 0; time < 3; time++) arrays.see(feeds(array));
    arrays.release();
    expect(pinned.size).toBe(0);
  });
});
