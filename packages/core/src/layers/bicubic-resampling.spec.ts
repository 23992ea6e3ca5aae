import { expect, it } from 'vitest';
import { bicubicResampling } from './bicubic-resampling.js';

/** Rows of what `torch.nn.functional.interpolate(mode='bicubic', antialias=True)` of PyTorch 2.15 makes of unit vectors. */
it.each([
  [14, 7, 0, [0.4644, 0.4644, 0.1213, -0.0377, -0.0126, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
  [14, 7, 2, [0, -0.0117, -0.0352, 0.1133, 0.4336, 0.4336, 0.1133, -0.0352, -0.0117, 0, 0, 0, 0, 0]],
  [4, 14, 3, [0.52941, 0.52941, -0.05882, 0.0]],
])('takes of %i samples for %i, in row %i, what PyTorch takes', (from, to, row, expected) => {
  const found = bicubicResampling(from, to).subarray(row * from, (row + 1) * from);
  expect([...found]).toEqual(expected.map((value) => expect.closeTo(value, 4) as number));
});

it('leaves as many samples as they are', () => {
  expect([...bicubicResampling(3, 3)]).toEqual(
    [1, 0, 0, 0, 1, 0, 0, 0, 1].map((value) => expect.closeTo(value, 7)),
  );
});
