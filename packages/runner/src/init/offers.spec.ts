import { backbones } from '@thaw/backbones';
import { describe, expect, it } from 'vitest';
import { lastBlocks, lossAt, networkAt, sizesFor } from './networks.js';
import { bestOfEach, chooseOffer, hasRoom, type Offer } from './offers.js';
import type { Recipe } from './recipe.js';

const recipe = (isFineTuned: boolean): Recipe => ({
  ...{ split: { validation: 0.2, test: 0 }, isValidated: true, batchSize: 32, isBalanced: false },
  ...{ objective: 'val_accuracy', isFineTuned, trained: 500 },
});
const offer = (name: keyof typeof backbones, imageSize: number, most: number, isFineTuned = true): Offer => ({
  ...{ network: networkAt(name, backbones[name], imageSize), recipe: recipe(isFineTuned), runs: 4 },
  ...{ seconds: most / 2, secondsRange: [most / 4, most], memoryBytes: 1e9, diskBytes: 1e6 },
});
const named = (chosen: Offer | undefined) =>
  chosen && `${chosen.network.name} ${chosen.network.imageSize}${chosen.recipe.isFineTuned ? '' : ' frozen'}`;

describe('the network that is chosen', () => {
  const offers = [
    offer('xception', 299, 4000),
    offer('xception', 299, 900, false),
    offer('xception', 224, 1700),
    offer('efficientnet-lite0', 224, 300),
    offer('mobilenetv2', 224, 250),
    offer('mobilenetv2', 96, 50, false),
  ];
  it.each([
    ['8 h', 28_800, 'xception 299', true],
    ['30 min', 1800, 'xception 224', true],
    ['15 min', 900, 'xception 299 frozen', true],
    ['5 min', 300, 'efficientnet-lite0 224', true],
    ['a minute', 60, 'mobilenetv2 96 frozen', true],
    ['a second: the quickest, with a word', 1, 'mobilenetv2 96 frozen', false],
  ])('within %s', (_, within, expected, isInTime) => {
    const choice = chooseOffer(offers, within);
    expect(named(choice?.offer)).toBe(expected);
    expect(choice?.isInTime).toBe(isInTime);
  });

  it('is the quicker one of two that promise as much', () => {
    const chosen = chooseOffer([offer('vgg19', 224, 90), offer('vgg16', 224, 80)], 100);
    expect(named(chosen?.offer)).toBe('vgg16 224');
  });

  it('is one of a list with the best of each network, those that end in time first', () => {
    const choices = bestOfEach(offers, 300).map((choice) => [named(choice.offer), choice.isInTime]);
    expect(choices).toEqual([
      ['efficientnet-lite0 224', true],
      ['mobilenetv2 224', true],
      ['xception 299 frozen', false],
    ]);
  });

  it('has to find room', () => {
    expect(hasRoom(offer('vgg16', 224, 1), { memoryBytes: 1e9, diskBytes: 1e6 })).toBe(true);
    expect(hasRoom(offer('vgg16', 224, 1), { memoryBytes: 0.9e9, diskBytes: 1e6 })).toBe(false);
    expect(hasRoom(offer('vgg16', 224, 1), { memoryBytes: 1e9, diskBytes: 0.9e6 })).toBe(false);
  });
});

describe('the sizes that are worth trying', () => {
  it.each([
    ['photographs', 375, [96, 128, 160, 192, 224]],
    ['icons of 64 pixels', 64, [96, 128]],
    ['tiny pictures', 16, [96]],
  ])('of %s', (_, shorterSide, sizes) => {
    expect(sizesFor(backbones.resnet50, shorterSide)).toEqual(sizes);
  });

  it('end with what the network was trained with', () => {
    expect(sizesFor(backbones.xception, 1000)).toEqual([96, 128, 160, 192, 224, 256, 299]);
  });

  it.each([
    [1, 0],
    [1.2, 0],
    [128 / 224, 0.065],
    [176 / 224, 0.0205],
    [64 / 224, 0.165],
  ])('at a share of %f of its own size a network loses %f', (share, loss) => {
    expect(lossAt(share)).toBeCloseTo(loss, 6);
  });
});

it.each([
  ['xception', 1, 14],
  ['resnet50', 2, 17],
  ['vgg16', 1, 5],
  ['mobilenetv2', 2, 19],
] as const)('the last blocks of %s that hold a fifth of its weights are %i of %i', (name, last, blocks) => {
  expect(lastBlocks(backbones[name])).toEqual({ last, blocks });
});
