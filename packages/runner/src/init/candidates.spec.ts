import { backbones } from '@thaw/backbones';
import { noLicence, weightsRecord } from '@thaw/core';
import { describe, expect, it } from 'vitest';
import { suggestible, whyNot, type Reached } from './candidates.js';

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

describe('why no weights can be had', () => {
  it('is told once for all networks that it is the same for', () => {
    const silent = ['models.test does not answer'];
    expect(
      whyNot(
        ['vgg16', 'xception', 'vgg19', 'vit_tiny_patch16_224'],
        [silent, [...silent, 'pip finds no mirror==1'], silent, []],
      ),
    ).toEqual([
      'vgg16 and vgg19: models.test does not answer',
      'xception: models.test does not answer; pip finds no mirror==1',
      'vit_tiny_patch16_224: nobody publishes any',
    ]);
  });

  it('is told of a few, and how many networks more there are', () => {
    const names = Array.from({ length: 12 }, (_, index) => `net${index}`);
    const silent = ['models.test does not answer'];
    expect(
      whyNot(
        names,
        names.map(() => silent),
      ),
    ).toEqual(['net0, net1, net2, net3, … (8 more): models.test does not answer']);
    const refused = whyNot(
      names,
      names.map((name) => [`https://models.test/${name}.h5: HTTP 403`]),
    );
    expect(refused.slice(7)).toEqual([
      'net7: https://models.test/net7.h5: HTTP 403',
      '… and 4 more networks',
    ]);
  });
});
