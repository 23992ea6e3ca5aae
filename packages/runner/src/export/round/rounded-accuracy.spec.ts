import { expect, it } from 'vitest';
import { accuracyOf } from './rounded-accuracy.js';
import { describeRounding } from './describe-rounding.js';

const labels = [0, 1, 1, 0];
const before = Float32Array.of(0.9, 0.1, 0.25, 0.75, 0.5, 0.5, 0.75, 0.25);

it('is measured before and after, with how far a probability has moved', () => {
  const after = Float32Array.of(0.9, 0.1, 0.75, 0.25, 0.5, 0.5, 0.75, 0.25);
  expect(accuracyOf({ before, after, labels }, 2)).toMatchObject({
    ...{ images: 4, before: { accuracy: 0.75 }, after: { accuracy: 0.5 }, largestDifference: 0.5 },
  });
});

it('says of what has overflowed that it could not be further away', () => {
  const after = before.map((probability, index) => (index < 2 ? NaN : probability));
  expect(accuracyOf({ before, after, labels }, 2).largestDifference).toBe(1);
});

it('is said in words', () => {
  const measured = { on: 'test', images: 1000, by: 'onnxruntime 1.32.0', largestDifference: 0.25 } as const;
  const accuracy = { ...measured, before: { accuracy: 0.9 }, after: { accuracy: 0.875 } };
  expect(describeRounding({ precision: 'int8', calibratedBy: 128, accuracy })).toBe(
    'in int8, calibrated by 128 training images: of 1,000 test images in onnxruntime 1.32.0 accuracy 0.9000 → 0.8750; no probability differs by more than 0.2500',
  );
  expect(describeRounding({ precision: 'float16' })).toBe('in float16; what that costs was not measured');
});
