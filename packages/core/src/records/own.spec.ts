import { expect, it } from 'vitest';
import { own } from './own.js';

it('finds what a record holds itself, and nothing that every object has', () => {
  expect(own({ a: 1 }, 'a')).toBe(1);
  expect(own<number>({ a: 1 }, 'constructor')).toBeUndefined();
  expect(own<number>({ a: 1 }, '__proto__')).toBeUndefined();
  expect(own(JSON.parse('{ "__proto__": 2 }') as Record<string, number>, '__proto__')).toBe(2);
  expect(own<number>(undefined, 'a')).toBeUndefined();
});
