import { describe, expect, it } from 'vitest';
import type { EpochRecord } from './epoch-record.js';
import { readTrajectory, type Reading } from './reading.js';

const history = (values: readonly number[], metric = 'val_loss'): EpochRecord[] =>
  values.map((value, index) => ({
    epoch: index + 1,
    step: index + 1,
    metrics: { [metric]: value },
    seconds: 1,
    timeMs: 0,
  }));

const patient = (patience: number, minDelta = 0): Reading => ({
  epochs: 6,
  stop: { metric: 'val_loss', patience, minDelta },
});

describe('readTrajectory', () => {
  it('takes the last epoch when there is no stop rule', () => {
    const six = history([6, 5, 4, 3, 2, 1]);
    expect(readTrajectory(six, { epochs: 4 })).toEqual({ complete: true, lastEpoch: 4, chosenEpoch: 4 });
    expect(readTrajectory(six.slice(0, 3), { epochs: 4 })).toEqual({
      complete: false,
      lastEpoch: 3,
      chosenEpoch: 3,
    });
  });

  it.each<[string, readonly number[], Reading, boolean, number, number]>([
    ['restores the best epoch when val_loss worsens', [3, 1, 2, 2], patient(2), true, 4, 2],
    ['goes on while patience lasts', [3, 1, 2], patient(2), false, 3, 2],
    ['does not see epochs after the one it stopped at', [3, 1, 2, 2, 0, 0], patient(2), true, 4, 2],
    ['ends with the epochs, and still takes the best', [3, 2, 1, 4, 5, 6], patient(5), true, 6, 3],
    ['does not count what is within minDelta', [3, 2.95, 2.9], patient(2, 0.2), true, 3, 1],
    ['takes NaN for no improvement', [2, NaN, NaN], patient(2), true, 3, 1],
    ['has nothing to choose before the first epoch', [], patient(1), false, 0, 0],
  ])('%s', (_, values, reading, complete, lastEpoch, chosenEpoch) => {
    expect(readTrajectory(history(values), reading)).toEqual({ complete, lastEpoch, chosenEpoch });
  });

  it('looks for the highest accuracy, not the lowest', () => {
    const reading: Reading = { epochs: 9, stop: { metric: 'val_accuracy', patience: 2, minDelta: 0 } };
    const { chosenEpoch, complete } = readTrajectory(history([0.5, 0.8, 0.7, 0.6], 'val_accuracy'), reading);
    expect({ chosenEpoch, complete }).toEqual({ chosenEpoch: 2, complete: true });
  });
});
