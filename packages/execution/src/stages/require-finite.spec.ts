import { ThawError, type Weights } from '@thaw/core';
import { expect, it } from 'vitest';
import { requireFinite } from './require-finite.js';

const weights = (...values: number[]): Weights =>
  new Map([
    ['a/kernel', { shape: [2], data: Float32Array.of(-1, 3.4e38) }],
    ['b/bias', { shape: [values.length], data: Float32Array.from(values) }],
  ]);

it('lets all pass that is finite', () => {
  expect(() => requireFinite(weights(0, -0, 1e-45, -3.4e38), 1, 0.1)).not.toThrow();
});

it.each([NaN, Infinity, -Infinity])('says which weight became %s, and when', (value) => {
  const check = () => requireFinite(weights(1, value, 2), 3, 0.1);
  expect(check).toThrow(ThawError);
  expect(check).toThrow(`the weight b/bias became ${value} in epoch 3`);
});
