import { describe, expect, it } from 'vitest';
import { recipeFor } from './recipe.js';
import type { Seen } from './seen.js';

const seen = (
  counts: readonly number[],
  splits: Partial<Seen['splits']> = {},
  unreadable = 0,
): Pick<Seen, 'classes' | 'splits'> => ({
  classes: counts.map((images, index) => ({ name: `${index}`, images, unreadable })),
  splits: { train: 0, validation: 0, test: 0, drawn: counts.reduce((a, b) => a + b, 0), ...splits },
});

describe('how a first spec trains, by the images', () => {
  it.each([
    [
      'a dozen',
      seen([6, 6]),
      { batchSize: 8, isFineTuned: false, trained: 9, split: { validation: 0.25, test: 0 } },
    ],
    ['two hundred', seen([100, 100]), { batchSize: 16, isFineTuned: false, trained: 150 }],
    ['enough to fine-tune', seen([140, 140]), { batchSize: 16, isFineTuned: true, trained: 210 }],
    [
      'enough to test',
      seen([500, 500]),
      { batchSize: 32, isFineTuned: true, split: { validation: 0.2, test: 0.1 } },
    ],
    ['of equal classes', seen([50, 50]), { isBalanced: false, objective: 'val_accuracy' }],
    ['of classes nearly 3 to 1', seen([149, 50]), { isBalanced: false, objective: 'val_accuracy' }],
    ['of classes 3 to 1', seen([150, 50]), { isBalanced: true, objective: 'val_macro_f1' }],
    [
      'of which most cannot be read',
      seen([100, 100], {}, 90),
      { batchSize: 8, isFineTuned: false, trained: 15 },
    ],
    [
      'all divided by a manifest',
      seen([500, 500], { train: 800, validation: 200, drawn: 0 }),
      { split: undefined, isValidated: true, trained: 800 },
    ],
    [
      'whose test images a manifest names',
      seen([500, 500], { test: 200, drawn: 800 }),
      { split: { validation: 0.2, test: 0 }, trained: 640 },
    ],
    [
      'all for training',
      seen([50, 50], { train: 100, drawn: 0 }),
      { split: undefined, isValidated: false, objective: undefined, trained: 100 },
    ],
  ])('%s', (_, images, expected) => {
    expect(recipeFor(images)).toMatchObject(expected);
  });
});
