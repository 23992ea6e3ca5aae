import { ThawError, type Weights } from '@thaw/core';
import { expect, it } from 'vitest';
import { requireFinite } from './require-finite.js';

const weights = (...values: number[]): Weights =>
  new Map([
    ['a/kernel', { shape: [2], data: Float32Array.of(-1, 3.4e38) }],
    ['b/bias', { shape: [values.length], data: Float32Array.from(values) }],
  ]);

it('lets all pass that is finite', () => {
  const finite = weights(0, -0, 1e-45, -3.4e38);
  expect(() => requireFinite({ weights: finite, slots: finite }, 1, 0.1)).not.toThrow();
});

it.each([NaN, Infinity, -Infinity])('says which weight or slot became %s, and when', (value) => {
  const [finite, other] = [weights(0), weights(1, value, 2)];
  const check = () => requireFinite({ weights: other, slots: finite }, 3, 0.1);
  expect(check).toThrow(ThawError);
  expect(check).toThrow(`the weight b/bias became ${value} in epoch 3`);
  const checkSlots = () => requireFinite({ weights: finite, slots: other }, 3, 0.1);
  expect(checkSlots).toThrow(`the optimizer slot b/bias became ${value} in epoch 3`);
});
