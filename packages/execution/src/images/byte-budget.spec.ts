import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { ByteBudget } from './byte-budget.js';

it('makes wait what does not fit, lets what is larger than all of it in alone, and forgets nobody', async () => {
  const budget = new ByteBudget(10);
  const log: string[] = [];
  const take = (name: string, bytes: number) => budget.take(bytes).then(() => log.push(name));
  void take('a', 6);
  void take('b', 4);
  void take('large', 50);
  void take('c', 6);
  await turn();
  expect(log).toEqual(['a', 'b']);
  budget.give(6);
  await turn();
  expect(log).toEqual(['a', 'b', 'c']);
  budget.give(4);
  budget.give(6);
  await turn();
  expect(log).toEqual(['a', 'b', 'c', 'large']);
});
