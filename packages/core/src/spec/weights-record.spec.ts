import { describe, expect, it } from 'vitest';
import type { WeightsRecord } from '../graph/weights-record.js';
import { backbones } from './backbones.fixture.js';
import { weightsRecord } from './weights-record.js';

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
    [{}, imagenet],
  ])('of %j is the one that is meant, else the first', (weights, record) => {
    expect(weightsRecord(network, weights)).toBe(record);
  });

  it('is the first for every file where none has names', () => {
    expect(weightsRecord(tiny, { file: 'mine.pth' })).toBe(imagenet);
  });
});
