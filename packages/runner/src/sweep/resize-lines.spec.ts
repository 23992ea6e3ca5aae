import { backbones } from '@thaw/backbones';
import { loadSpec, planSweep, type Spec } from '@thaw/core';
import { expect, it } from 'vitest';
import { resizeLines } from './resize-lines.js';

const model = '/my %231.keras';
const registry = { ...backbones, [model]: { ...backbones.resnet50, name: model } };
const linesOf = (backbone: Spec['backbone'], resize?: Spec['data']['resize']) => {
  const data = { root: 'images', ...(resize && { resize }) };
  const spec = { name: 'x', data, backbone, phases: [{ name: 'head', epochs: 1 }] };
  const { runs } = loadSpec(spec, { file: 'x', backbones: registry, resolvePath: (path) => path });
  const facts = { indexHash: '', imagesHash: '', classes: ['a', 'b'], images: 9, hasTestImages: false };
  const plan = planSweep({ runs, backbones: registry, datasetOf: () => facts, weightsOf: () => 'random' });
  return resizeLines(plan.runs, registry);
};
const vgg = { name: 'vgg16', weights: { file: 'vgg16.pth' } };

it('says nothing of what is as it always was', () => {
  expect(linesOf({ name: 'xception' })).toEqual([]);
  expect(linesOf({ name: 'xception' }, 'stretch')).toEqual([]);
});

it('says how images meet the square, and whether by the weights or by the spec', () => {
  expect(linesOf(vgg)).toEqual([
    'Images meet the square of 224 px by crop of 0.875, bilinear: as vgg16 was trained, by its record torchvision.',
  ]);
  expect(linesOf(vgg, 'stretch')).toEqual([
    'Images meet the square of 224 px by stretch, bilinear: as the spec says; vgg16 was trained with crop of 0.875, bilinear, by its record torchvision.',
  ]);
  expect(linesOf({ name: 'xception' }, { mode: 'letterbox', colour: [0, 0, 0] })).toEqual([
    'Images meet the square of 299 px by letterbox on [0, 0, 0], bilinear: as the spec says; xception was trained with stretch, bilinear, by its record imagenet.',
  ]);
});

it('knows nothing of how a model in a file was trained', () => {
  expect(linesOf({ name: model }, 'crop')).toEqual([
    'Images meet the square of 224 px by crop of 0.875, bilinear: as the spec says; my #1.keras does not say how it was trained.',
  ]);
});
