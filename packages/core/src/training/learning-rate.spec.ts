import { describe, expect, it } from 'vitest';
import type { EpochRecord } from './epoch-record.js';
import { learningRateAt } from './learning-rate.js';
import type { Schedule } from './schedules/schedule-kinds.js';

const epochs = (metric: string, values: readonly number[]): EpochRecord[] =>
  values.map((value, index) => ({
    epoch: index + 1,
    step: 0,
    metrics: { [metric]: value },
    seconds: 0,
    timeMs: 0,
  }));

const rate = (schedule: Schedule, step: number, history: readonly EpochRecord[] = []) =>
  learningRateAt(step, { initial: 0.1, schedule, epochs: 10, stepsPerEpoch: 5, history });

describe('learningRateAt', () => {
  it('stays where it is with a constant schedule', () => {
    const schedule: Schedule = { name: 'constant', warmupEpochs: 0 };
    expect([0, 7, 49].map((step) => rate(schedule, step))).toEqual([0.1, 0.1, 0.1]);
  });

  it('rises in equal steps while it warms up, and reaches the rate after it', () => {
    const schedule: Schedule = { name: 'constant', warmupEpochs: 0.8 };
    const rates = [0, 1, 2, 3, 4].map((step) => rate(schedule, step));
    [0.02, 0.04, 0.06, 0.08, 0.1].forEach((expected, step) => expect(rates[step]).toBeCloseTo(expected, 12));
  });

  it('falls along a half cosine to its minimum, as CosineDecay of Keras does', () => {
    const schedule: Schedule = { name: 'cosine', warmupEpochs: 0, minimum: 0.2 };
    expect(rate(schedule, 0)).toBeCloseTo(0.1, 12);
    expect(rate(schedule, 25)).toBeCloseTo(0.1 * 0.6, 12);
    expect(rate(schedule, 50)).toBeCloseTo(0.1 * 0.2, 12);
  });

  it('is multiplied once an epoch with an exponential schedule, smoothly in between', () => {
    const schedule: Schedule = { name: 'exponential', warmupEpochs: 0, rate: 0.25 };
    expect(rate(schedule, 5)).toBeCloseTo(0.025, 12);
    expect(rate(schedule, 2.5)).toBeCloseTo(0.05, 12);
  });

  describe('on a plateau, as ReduceLROnPlateau of Keras', () => {
    const schedule: Schedule = {
      name: 'plateau',
      warmupEpochs: 0,
      metric: 'val_loss',
      factor: 0.5,
      patience: 2,
      minimum: 0.2,
    };

    it.each([
      ['keeps the rate while the metric improves', [3, 2, 1], 0.1],
      ['keeps the rate until patience has run out', [1, 2], 0.1],
      ['lowers it once patience has run out', [1, 2, 2], 0.05],
      ['waits anew after it was lowered', [1, 2, 2, 2], 0.05],
      ['lowers it again', [1, 2, 2, 2, 2], 0.025],
      ['never goes below the minimum', [1, ...Array<number>(20).fill(2)], 0.02],
      ['takes NaN for no improvement', [1, NaN, NaN], 0.05],
    ])('%s', (_, values, expected) => {
      expect(rate(schedule, 0, epochs('val_loss', values))).toBeCloseTo(expected, 12);
    });
  });
});
