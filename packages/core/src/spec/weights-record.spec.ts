import { describe, expect, it } from 'vitest';
import type { WeightsRecord } from '../graph/weights-record.js';
import { backbones } from './backbones.fixture.js';
import type { WeightsConfig } from './run-config.js';
import { simplifyWeights, weightsRecord } from './weights-record.js';

const tiny = backbones['tiny']!;
const [imagenet] = tiny.weights;
const ported: WeightsRecord = { ...imagenet, tag: 'torchvision', names: () => new Map() };
const other: WeightsRecord = { ...ported, tag: 'other' };

describe('the record that weights go by', () => {
  const network = { ...tiny, weights: [imagenet, ported, other] } as const;

  it.each([
    ['imagenet', imagenet],
    ['other', other],
    ['random', imagenet],
    [{ file: 'mine.h5' }, imagenet],
    [{ file: 'folder.pth/mine.keras' }, imagenet],
    [{ file: 'mine.pth' }, ported],
    [{ file: 'mine.safetensors' }, ported],
    [{ file: 'mine.safetensors', record: 'other' }, other],
    [{ file: 'mine.h5', record: 'torchvision' }, ported],
    [{ hub: 'us/tiny' }, ported],
    [{ hub: 'us/tiny.other' }, other],
    [{ hub: 'us/tiny.other', record: 'imagenet' }, imagenet],
    [{}, imagenet],
  ])('of %j is the one that is meant, else the first', (weights, record) => {
    expect(weightsRecord(network, weights)).toBe(record);
  });

  it.each<[WeightsConfig, WeightsConfig?]>([
    [{ file: 'mine.pth', record: 'torchvision' }, { file: 'mine.pth' }],
    [{ file: 'mine.h5', record: 'imagenet' }, { file: 'mine.h5' }],
    [{ file: 'mine.h5', record: 'torchvision' }],
    [{ file: 'mine.pth', record: 'other' }],
    [{ hub: 'us/tiny.other', record: 'other', revision: 'main' }, { hub: 'us/tiny.other' }],
    [{ hub: 'us/tiny.other', record: 'torchvision', revision: 'v2' }],
    ['random'],
  ])('of %j is named only where it is another than that of its kind', (weights, simple = weights) => {
    expect(simplifyWeights(network, weights)).toEqual(simple);
  });

  it('is the first for every file where none has names', () => {
    expect(weightsRecord(tiny, { file: 'mine.pth' })).toBe(imagenet);
  });
});
