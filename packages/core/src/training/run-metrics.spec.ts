import { describe, expect, it } from 'vitest';
import { endingEpoch, isMeasuredAtEnd, readPhases, runMetrics, type PhaseToRead } from './run-metrics.js';

const stop = { metric: 'val_loss', patience: 2, minDelta: 0 } as const;
const extract: PhaseToRead = { name: 'extract', reading: { epochs: 10, stop } };
const tune: PhaseToRead = { name: 'tune', reading: { epochs: 2 } };
const losses = (...values: number[]) => values.map((val_loss) => ({ val_loss }));
const inPhase = (phase: number, epochs: ReturnType<typeof losses>) =>
  epochs.map((epoch) => ({ ...epoch, phase }));

describe('what becomes of the phases of a run', () => {
  const first = losses(3, 1, 2, 2);
  const second = losses(0.5, 0.6);
  const outcomes = [
    { name: 'extract', first: 1, last: 4, chosen: 2 },
    { name: 'tune', first: 5, last: 6, chosen: 6 },
  ];

  it('is told by the epochs, which say what phase they are of', () => {
    const epochs = [...inPhase(1, first), ...inPhase(2, second)];
    expect(readPhases(epochs, [extract, tune])).toEqual(outcomes);
  });

  it('is told by how they are read, where the epochs do not say', () => {
    expect(readPhases([...first, ...second], [extract, tune])).toEqual(outcomes);
  });

  it('is read to the end of each phase where nobody knows how it was read', () => {
    const epochs = [...inPhase(1, first), ...inPhase(2, second)];
    expect(readPhases(epochs, [{ name: 'extract' }, { name: 'tune' }])).toMatchObject([
      { last: 4, chosen: 4 },
      { first: 5, last: 6, chosen: 6 },
    ]);
  });

  it('leaves out those that the run has not come to', () => {
    expect(readPhases(inPhase(1, losses(3, 4)), [extract, tune])).toEqual([
      { name: 'extract', first: 1, last: 2, chosen: 1 },
    ]);
    expect(readPhases([], [extract, tune])).toEqual([]);
  });
});

describe('the metrics of a run', () => {
  const epochs = [
    { loss: 3, val_loss: 3 },
    { loss: 2, val_loss: 1 },
    { loss: 1, val_loss: 2 },
    { loss: 0.5, val_loss: 2 },
  ];

  it('are those of the epoch whose weights it ends with, and what was measured with them', () => {
    const phases = readPhases(epochs, [extract]);
    expect(endingEpoch(epochs, phases)).toBe(2);
    expect(runMetrics(epochs, phases, { test_loss: 1.5 })).toEqual({ loss: 2, val_loss: 1, test_loss: 1.5 });
  });

  it('are those of the last epoch where nothing is known of its phases', () => {
    expect(runMetrics(epochs, [], {})).toEqual({ loss: 0.5, val_loss: 2 });
  });

  it('are none before its first epoch', () => {
    expect(runMetrics([], readPhases([], [extract]), {})).toEqual({});
  });

  it.each([
    ['objective', true],
    ['test_accuracy', true],
    ['val_accuracy', false],
    ['loss', false],
  ])('of which %s is measured once: %s', (metric, atEnd) => {
    expect(isMeasuredAtEnd(metric)).toBe(atEnd);
  });
});
