import { describe, expect, it } from 'vitest';
import { imageShape, slide } from './convolution.js';

describe('slide', () => {
  // TensorFlow: ⌈size / stride⌉ for `same`, ⌈(size − window + 1) / stride⌉ for `valid`.
  it.each([
    { size: 224, window: 3, stride: 1, padding: 'same', found: 224 },
    { size: 224, window: 3, stride: 2, padding: 'same', found: 112 },
    { size: 75, window: 3, stride: 2, padding: 'same', found: 38 },
    { size: 1, window: 5, stride: 2, padding: 'same', found: 1 },
    { size: 299, window: 3, stride: 2, padding: 'valid', found: 149 },
    { size: 149, window: 3, stride: 1, padding: 'valid', found: 147 },
    { size: 7, window: 2, stride: 2, padding: 'valid', found: 3 },
    { size: 3, window: 3, stride: 2, padding: 'valid', found: 1 },
  ] as const)(
    'finds $found places for a $window-wide window in $size pixels, $stride apart, $padding',
    (at) => {
      expect(
        slide([at.size, at.size, 3], [at.window, at.window], [at.stride, at.stride], at.padding),
      ).toEqual([at.found, at.found]);
    },
  );

  it('treats rows and columns apart', () => {
    expect(slide([10, 20, 1], [3, 5], [1, 2], 'valid')).toEqual([8, 8]);
  });

  it('refuses a window that is wider than the image', () => {
    expect(() => slide([4, 2, 1], [3, 3], [1, 1], 'valid')).toThrow(
      new RangeError('a 3-wide window does not fit into 2 pixels'),
    );
  });
});

describe('imageShape', () => {
  it.each([
    [[8], 'expected [height, width, channels], found [8]'],
    [undefined, 'expected [height, width, channels], found []'],
  ])('refuses %j', (shape, message) => {
    expect(() => imageShape(shape)).toThrow(new RangeError(message));
  });
});
