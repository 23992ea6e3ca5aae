import { ThawError } from '@thaw/core';
import { expect, it } from 'vitest';
import { keepLooking } from './keep-looking.js';

const full = new ThawError({ code: 'THAW-FILES-PATH', message: 'the disk is full' });

/** Looks once for each of these; what is an error is thrown, and the last look ends it. */
async function look(looks: readonly (number | Error)[]) {
  const ended = new AbortController();
  const troubles: ThawError[] = [];
  let count = 0;
  const next = () => {
    const said = looks[count++]!;
    if (count === looks.length) ended.abort();
    return typeof said === 'number' ? Promise.resolve(said) : Promise.reject(said);
  };
  const options = { signal: ended.signal, longestMs: 1, onTrouble: (each: ThawError) => troubles.push(each) };
  const thrown: unknown = await keepLooking(next, options).catch((error: unknown) => error);
  return { count, troubles, thrown };
}

it('looks until it is ended, and never sleeps for longer than it may', async () => {
  expect(await look([0, 3_600_000, 0, 3_600_000])).toEqual({ count: 4, troubles: [], thrown: undefined });
});

it('goes on after what may pass', async () => {
  expect(await look([0, full, full, 0])).toEqual({ count: 4, troubles: [full, full], thrown: undefined });
});

it('ends with what is wrong from the beginning, and with a defect', async () => {
  expect(await look([full, 0])).toEqual({ count: 1, troubles: [], thrown: full });
  const defect = new TypeError('x is not a function');
  expect(await look([0, defect, 0])).toEqual({ count: 2, troubles: [], thrown: defect });
});
