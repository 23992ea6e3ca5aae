import { describe, expect, it } from 'vitest';
import type { ComputeTask, EpochRecord } from '@thaw/core';
import { MemoryStageStore } from '../../store/memory-stage-store.fixture.js';
import { endOfWorker, TimeLeft } from './time-left.js';

const training = (name: string) =>
  ({ kind: 'train', stage: { kind: 'train', key: name, backbone: { name } } }) as unknown as ComputeTask;
const epoch = (seconds: number): EpochRecord => ({ epoch: 1, step: 1, metrics: {}, seconds, timeMs: 0 });

describe('what is left of the time of a worker', () => {
  it.each([
    ['1800000000', 1_800_000_000_000],
    ['0', Infinity],
    ['', Infinity],
    ['UNLIMITED', Infinity],
    [undefined, Infinity],
  ])('ends, as %j says, at %d ms', (text, endMs) => expect(endOfWorker(text)).toBe(endMs));

  it('is enough for a training of which an epoch fits in it, by what epochs took', async () => {
    const time = new TimeLeft(Date.now() + 160_000, new MemoryStageStore());
    // Of a network that nothing is known of it is tried.
    expect(await time.isEnoughFor(training('slow'))).toBe(true);
    time.learn(training('slow'), [epoch(200), epoch(30)]);
    time.learn(training('fast'), [epoch(50)]);
    expect(await time.isEnoughFor(training('slow'))).toBe(false);
    expect(await time.isEnoughFor(training('fast'))).toBe(true);
    expect(
      await new TimeLeft(Date.now() + 30_000, new MemoryStageStore()).isEnoughFor(training('fast')),
    ).toBe(false);
  });
});
