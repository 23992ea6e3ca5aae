import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ahead } from './ahead.js';

/** Notes what happens to it; fails instead of giving the item `fails`. */
async function* numbers(log: string[], { count = 3, fails }: { count?: number; fails?: number } = {}) {
  try {
    for (let number = 1; number <= count; number++) {
      log.push(`read ${number}`);
      await setImmediate();
      if (number === fails) throw new Error(`no ${number}`);
      yield number;
    }
  } finally {
    await setImmediate();
    log.push('closed');
  }
}

async function use(items: AsyncGenerator<number>, log: string[], stopAt?: number): Promise<void> {
  for await (const item of items) {
    log.push(`use ${item}`);
    if (item === stopAt) break;
  }
}

describe('ahead', () => {
  it('gives the items in order, and has asked for the next one before each is used', async () => {
    const log: string[] = [];
    await use(ahead(numbers(log)), log);
    expect(log.filter((line) => line !== 'closed')).toEqual([
      'read 1',
      'read 2',
      'use 1',
      'read 3',
      'use 2',
      'use 3',
    ]);
    expect(log.filter((line) => line === 'closed')).toHaveLength(1);
  });

  it('asks for nothing before it is asked itself', async () => {
    const log: string[] = [];
    const items = ahead(numbers(log));
    await setImmediate();
    expect(log).toEqual([]);
    await items.return();
  });

  it('gives nothing of nothing', async () => {
    const log: string[] = [];
    await use(ahead(numbers(log, { count: 0 })), log);
    expect(log).toEqual(['closed']);
  });

  it('fails where the item would have come, after those before it were used', async () => {
    const log: string[] = [];
    await expect(use(ahead(numbers(log, { fails: 3 })), log)).rejects.toThrow('no 3');
    expect(log.filter((line) => line.startsWith('use'))).toEqual(['use 1', 'use 2']);
    expect(log.at(-1)).toBe('closed');
  });

  it.each([
    ['is being read', {}],
    ['cannot be read', { fails: 3 }],
  ])('closes what it reads from when it is left while the next item %s', async (_, options) => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    const log: string[] = [];
    await use(ahead(numbers(log, options)), log, 2);
    expect(log).toEqual(['read 1', 'read 2', 'use 1', 'read 3', 'use 2', 'closed']);
    await setImmediate();
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  it('closes what it reads from when its user fails', async () => {
    const log: string[] = [];
    const fail = async () => {
      for await (const item of ahead(numbers(log))) throw new Error(`cannot use ${item}`);
    };
    await expect(fail()).rejects.toThrow('cannot use 1');
    expect(log).toEqual(['read 1', 'read 2', 'closed']);
  });
});
