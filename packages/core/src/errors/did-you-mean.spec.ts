import { expect, it } from 'vitest';
import { didYouMean, nearest } from './did-you-mean.js';

const words = ['mobilenet_v2', 'xception', 'vgg16', 'vgg19', 'avg'];

it.each([
  ['MobileNetV2', 'mobilenet_v2'],
  ['mobilenet-v2', 'mobilenet_v2'],
  ['xecption', 'xception'],
  ['xceptoin', 'xception'],
  ['vgg_16', 'vgg16'],
  ['agv', 'avg'],
])('takes %s for %s', (word, meant) => {
  expect(nearest(word, words)).toBe(meant);
});

it.each(['resnet', 'mean', '', 'x'])('does not guess at "%s"', (word) => {
  expect(didYouMean(word, words)).toBeUndefined();
});
