import { describe, expect, it } from 'vitest';
import { limits } from '../limits.js';
import { logBatches } from './log-batches.js';

const metrics = (count: number) =>
  Array.from({ length: count }, (_, step) => ({
    key: 'loss',
    value: step / 7,
    timestamp: 1e12 + step,
    step,
  }));
const pairs = (count: number, value = 'v') =>
  Array.from({ length: count }, (_, index) => ({ key: `k${index}`, value }));

describe('log-batch requests', () => {
  it.each([
    ['nothing', 0, 0, 0, []],
    ['what fits one request', 3, 2, 400, [[3, 2, 400]]],
    ['metrics at the limit', 0, 0, 1000, [[0, 0, 1000]]],
    [
      'metrics over the limit',
      0,
      0,
      2001,
      [
        [0, 0, 1000],
        [0, 0, 1000],
        [0, 0, 1],
      ],
    ],
    [
      'all together over the limit',
      100,
      100,
      900,
      [
        [100, 0, 900],
        [0, 100, 0],
      ],
    ],
    [
      'params and tags over theirs',
      150,
      101,
      5,
      [
        [100, 0, 0],
        [50, 100, 5],
        [0, 1, 0],
      ],
    ],
  ])('divide %s', (_, params, tags, points, expected) => {
    const batches = [...logBatches({ params: pairs(params), tags: pairs(tags), metrics: metrics(points) })];
    expect(batches.map((batch) => [batch.params.length, batch.tags.length, batch.metrics.length])).toEqual(
      expected,
    );
    expect(batches.flatMap((batch) => batch.metrics)).toEqual(metrics(points));
  });

  it('stay below a million bytes as the server counts them', () => {
    const params = pairs(100, 'ü'.repeat(6000));
    const batches = [...logBatches({ params, tags: [], metrics: [] })];
    expect(batches.flatMap((batch) => batch.params)).toEqual(params);
    for (const { params: list } of batches)
      expect(escapedLength({ params: list })).toBeLessThan(limits.bytesPerBatch);
  });
});

const escapedLength = (value: unknown): number =>
  JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  ).length;
