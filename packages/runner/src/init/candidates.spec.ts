import { backbones } from '@thaw/backbones';
import { noLicence, weightsRecord } from '@thaw/core';
import { describe, expect, it } from 'vitest';
import { suggestible, type Reached } from './candidates.js';

/** A network whose weights come from the one of its sources that states a licence, or from the one that states none. */
function reached(name: keyof typeof backbones, isLicensed: boolean): Reached {
  const backbone = backbones[name];
  const { sources } = weightsRecord(backbone, 'imagenet');
  const source = sources.find(({ licence }) => (licence !== noLicence) === isLicensed)!;
  return { name, backbone, reach: { from: 'here', source, path: 'weights' } };
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
    expect([names(suggested), leftOut]).toEqual([['mobilenetv2'], ['Xception']]);
  });

  it('may be any whose weights state one, or are drawn', () => {
    const all = [mobile, xception, { name: 'vgg16', backbone: backbones.vgg16 }];
    expect(suggestible(all)).toEqual({ suggested: all, leftOut: [] });
  });

  it('is one without a licence rather than none', () => {
    expect(suggestible([mirrored])).toEqual({ suggested: [mirrored], leftOut: [] });
  });
});
