import { expect, it } from 'vitest';
import { allowedUnreadable } from './allowed-unreadable.js';

it.each([
  [0.01, 60, 1],
  [0.01, 100, 1],
  [0.01, 101, 2],
  [0.07, 100, 7],
  [0, 60, 0],
  [1, 60, 60],
  [{ count: 3 }, 60, 3],
  [{ count: 0 }, 60, 0],
])('a limit of %j lets %i images have %i that cannot be read', (limit, images, allowed) => {
  expect(allowedUnreadable(limit, images)).toBe(allowed);
});
