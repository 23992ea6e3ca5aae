import { backbones } from '@thaw/backbones';
import { noLicence, weightsRecord } from '@thaw/core';
import { describe, expect, it } from 'vitest';
import type { Reached } from './candidates.js';
import { suggestible } from './suggestible.js';

/** A network whose weights come from the one of its sources that states a licence, or from the one that states none. */
function reached(name: keyof typeof backbones, isLicensed: boolean): Reached {
  const backbone = backbones[name];
  const { sources } = weightsRecord(backbone, 'imagenet');
  const source = sources.find(({ licence }) => (licence !== noLicence) === isLicensed)!;
  return { name, backbone, reach: { from: 'here', source, path: 'weights' } };
}
/** One whose weights are not here. */
function fetched(name: keyof typeof backbones): Reached {
  const { source } = reached(name, true).reach!;
  return {
    name,
    backbone: backbones[name],
    reach: { from: 'network', source, address: 'https://models.test' },
  };
}
const names = (all: readonly Reached[]) => all.map(({ name }) => name);

describe('a network that nobody has asked for', () => {
  const [mobile, xception, mirrored] = [
    reached('mobilenetv2', true),
    reached('xception', true),
    reached('xception', false),
  ];

  it('is none whose weights state no licence, where there are others', () => {
    const { suggested, leftOut } = suggestible([mirrored, mobile]);
    expect([names(suggested), leftOut]).toEqual([
      ['mobilenetv2'],
      [{ why: 'their weights state no licence', titles: ['Xception'] }],
    ]);
  });

  it('may be any whose weights state one, or are drawn', () => {
    const all = [mobile, xception, { name: 'vgg16', backbone: backbones.vgg16 }];
    expect(suggestible(all)).toEqual({ suggested: all, leftOut: [] });
  });

  it('is one without a licence rather than none', () => {
    expect(suggestible([mirrored])).toEqual({ suggested: [mirrored], leftOut: [] });
  });

  it('is none that takes long to fetch, and room, where there are smaller ones', () => {
    const large = fetched('convnextxlarge');
    const { suggested, leftOut } = suggestible([large, fetched('resnet152'), mobile]);
    expect([names(suggested), leftOut]).toEqual([
      ['resnet152', 'mobilenetv2'],
      [{ why: 'their weights are more than 250 MB', titles: ['ConvNeXtXLarge'] }],
    ]);
    expect(suggestible([large]).suggested).toEqual([large]);
  });

  it('may be a large one whose weights are here', () => {
    const large = reached('convnextlarge', true);
    expect(suggestible([large, mobile]).suggested).toEqual([large, mobile]);
  });
});
