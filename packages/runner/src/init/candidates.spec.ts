import { describe, expect, it } from 'vitest';
import { whyNot } from './candidates.js';

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
