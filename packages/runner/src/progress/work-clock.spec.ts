import { describe, expect, it } from 'vitest';
import type { SweepEvent } from '../events/sweep-event.js';
import { WorkClock } from './work-clock.js';

const about = { run: 'r', key: 'k', label: '' };
const sweep = (work: number, expectedSeconds?: number): SweepEvent => ({
  ...{ type: 'sweep-started', sweep: 's', name: 's', runs: 4, stages: 5, cached: 0, work },
  ...(expectedSeconds !== undefined && { expectedSeconds }),
});
const started = (work: number, expectedSeconds?: number): SweepEvent => ({
  ...{ type: 'stage-started', kind: 'train', ...about, work },
  ...(expectedSeconds !== undefined && { expectedSeconds }),
});
const ended = (work: number, expectedSeconds?: number): SweepEvent => ({
  ...{ type: 'stage-ended', kind: 'train', status: 'computed', ...about, seconds: 1, work },
  ...(expectedSeconds !== undefined && { expectedSeconds }),
});

/** Half of a training. */
const epoch: SweepEvent & { type: 'epoch' } = {
  ...{ type: 'epoch', run: 'r', stage: 'k', phase: 'head', epoch: 1, epochs: 2 },
  ...{ step: 1, metrics: {}, seconds: 1, timeMs: 0 },
};

/** Features are nearly all operations of this sweep, and half of its time. */
const features = [1e12, 20] as const;
const head = [1e9, 5] as const;

describe('how far a sweep has come', () => {
  it('goes by the time that is expected, where the machine is known', () => {
    let now = 0;
    const clock = new WorkClock(() => now);
    clock.add(sweep(1e12 + 4e9, 40));
    for (const [work, seconds] of [features, head, head]) {
      clock.add(started(work, seconds));
      now += 1000 * seconds;
      clock.add(ended(work, seconds));
    }
    expect(clock.share).toBe(0.75);
    expect(clock.secondsLeft).toBeCloseTo(10);
  });

  it('goes by operations otherwise', () => {
    const clock = new WorkClock(() => 0);
    clock.add(sweep(4));
    clock.add(started(1));
    clock.add(ended(1));
    expect(clock.share).toBe(0.25);
  });

  it('counts what was computed along with another stage', () => {
    const clock = new WorkClock(() => 0);
    clock.add(sweep(4, 40));
    clock.add(started(1, 10));
    clock.add(ended(1, 10));
    clock.add(ended(1, 10));
    expect(clock.share).toBe(0.5);
  });

  it('says no time once what was expected is over', () => {
    let now = 0;
    const clock = new WorkClock(() => now);
    clock.add(sweep(1, 3));
    clock.add(started(1, 3));
    now = 3000;
    clock.add(ended(1, 3));
    clock.add(started(1, 3));
    now = 9000;
    expect(clock.secondsLeft).toBeUndefined();
  });

  it('adds up stages that are under way at once, in the time that passes', () => {
    let now = 0;
    const clock = new WorkClock(() => now);
    const events = (key: string): readonly [SweepEvent, SweepEvent, SweepEvent] => [
      { ...started(1, 10), key } as SweepEvent,
      { ...epoch, stage: key },
      { ...ended(1, 10), key } as SweepEvent,
    ];
    const [a, b] = [events('a'), events('b')];
    clock.add(sweep(4, 40));
    for (const event of [a[0], b[0]]) clock.add(event);
    now = 5000;
    for (const event of [a[1], b[1]]) clock.add(event);
    expect(clock.share).toBe(0.25);
    now = 10_000;
    for (const event of [a[2], b[2]]) clock.add(event);
    expect(clock.share).toBe(0.5);
    expect(clock.secondsLeft).toBeCloseTo(10);
  });

  it('expects no more of a stage that was broken off, unless it is begun again', () => {
    const clock = new WorkClock(() => 0);
    clock.add(sweep(4));
    clock.add(started(2));
    clock.add({ ...ended(2), status: 'broken-off' } as SweepEvent);
    clock.add({ ...started(1), key: 'other' } as SweepEvent);
    clock.add({ ...ended(1), key: 'other' } as SweepEvent);
    expect(clock.share).toBe(0.5);
    clock.add(started(2));
    expect(clock.share).toBe(0.25);
  });
});
