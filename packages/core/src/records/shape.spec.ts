import { expect, it } from 'vitest';
import { shapeFault } from './shape.js';

const shape = {
  type: 'object',
  required: ['speed'],
  properties: { speed: { type: 'number', exclusiveMinimum: 0 } },
};

it.each<[unknown, string | undefined]>([
  [{ speed: 1, more: true }, undefined],
  [{ speed: -1 }, 'it/speed must be > 0'],
  [{}, "it must have required property 'speed'"],
  [null, 'it must be object'],
])('says of %j what is wrong with it', (value, fault) => {
  expect(shapeFault(value, shape)).toBe(fault);
});
