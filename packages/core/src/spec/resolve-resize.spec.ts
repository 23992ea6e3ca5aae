import { describe, expect, it } from 'vitest';
import type { WeightsRecord } from '../graph/weights-record.js';
import type { Resize } from '../resize/resize.js';
import { resolveResize } from './resolve-resize.js';

const record = (resize?: Resize): Pick<WeightsRecord, 'preprocessing' | 'resize'> => ({
  preprocessing: { channels: 'BGR', mean: [103.939, 116.779, 123.68], std: [1, 1, 1] },
  ...(resize && { resize }),
});
const timm = record({ mode: 'crop', cropFraction: 0.95, interpolation: 'bicubic' });

describe('how images meet the square', () => {
  it.each<[string, Parameters<typeof resolveResize>[0], typeof timm, Resize | undefined]>([
    ['as usual where nobody says anything', undefined, record(), undefined],
    ['as the record says', undefined, timm, { mode: 'crop', cropFraction: 0.95, interpolation: 'bicubic' }],
    [
      'as the record says by name',
      'auto',
      timm,
      { mode: 'crop', cropFraction: 0.95, interpolation: 'bicubic' },
    ],
    [
      'otherwise, with the kernel of the record',
      'stretch',
      timm,
      { mode: 'stretch', interpolation: 'bicubic' },
    ],
    ['as usual, against the record', { mode: 'stretch', interpolation: 'bilinear' }, timm, undefined],
    [
      'with the fraction of the record',
      { mode: 'crop', interpolation: 'lanczos' },
      timm,
      { mode: 'crop', cropFraction: 0.95, interpolation: 'lanczos' },
    ],
    [
      'with the usual fraction where the record has none',
      'crop',
      record(),
      { mode: 'crop', cropFraction: 0.875, interpolation: 'bilinear' },
    ],
    [
      'on the mean colour, as red, green and blue',
      'letterbox',
      record(),
      { mode: 'letterbox', colour: [124, 117, 104], interpolation: 'bilinear' },
    ],
    [
      'on a colour of the spec',
      { mode: 'letterbox', colour: [0, 0, 255] },
      timm,
      { mode: 'letterbox', colour: [0, 0, 255], interpolation: 'bicubic' },
    ],
  ])('is %s', (_, written, weights, resize) => {
    expect(resolveResize(written, weights)).toEqual(resize);
  });
});
