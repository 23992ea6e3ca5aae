import { backbones } from '@thaw/backbones';
import { expect, it } from 'vitest';
import { assumedSpeed } from './machine.js';
import { networkAt } from './networks.js';
import { worthEstimating } from './worth-estimating.js';

const at = (name: keyof typeof backbones, size: number) => networkAt(name, backbones[name], size);
const worth = (...networks: ReturnType<typeof at>[]) =>
  worthEstimating(networks, assumedSpeed).map(({ name, imageSize }) => `${name} ${imageSize}`);

it('leaves out networks that another is more accurate than, quicker and smaller', () => {
  // VGG16: 71.3 %, 30.7 GFLOPs, 14.7 M; MobileNetV2: 71.3 %, 0.6 GFLOPs, 2.3 M.
  expect(worth(at('vgg19', 224), at('mobilenetv2', 224), at('vgg16', 224))).toEqual(['mobilenetv2 224']);
});

it('keeps the accurate, the quick and the small, at each size', () => {
  const front = [
    at('mobilenetv2', 96),
    at('mobilenetv2', 224),
    at('efficientnetb0', 224),
    at('efficientnetb3', 300),
  ];
  expect(worth(...front)).toEqual([
    'mobilenetv2 96',
    'mobilenetv2 224',
    'efficientnetb0 224',
    'efficientnetb3 300',
  ]);
});

it('keeps one of two that are the same', () => {
  expect(worth(at('mobilenetv2', 96), at('mobilenetv2', 96))).toEqual(['mobilenetv2 96']);
});
