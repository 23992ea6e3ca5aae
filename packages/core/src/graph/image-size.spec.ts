import { expect, it } from 'vitest';
import { imageSizeFault } from './image-size.js';

const patches = { title: 'ViT', minimumImageSize: 28, imageSizeStep: 14 };

it.each([
  [patches, 14, 'ViT cannot take images this small', 'a multiple of 14, 28 pixels or more'],
  [
    patches,
    224 + 8,
    'ViT cannot divide images of this size into its patches',
    'a multiple of 14, 28 pixels or more',
  ],
  [{ title: 'VGG', minimumImageSize: 32 }, 31, 'VGG cannot take images this small', '32 pixels or more'],
])('of %j, %i px are told from those it takes', (network, size, message, expected) => {
  expect(imageSizeFault(network, size)).toEqual({ message, expected });
});

it('finds nothing wrong with sizes that a network takes', () => {
  expect(imageSizeFault(patches, 224)).toBeUndefined();
  expect(imageSizeFault({ title: 'VGG', minimumImageSize: 32 }, 33)).toBeUndefined();
});
