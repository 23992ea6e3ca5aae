import type { TrackerEvent } from '@thaw/core';
import { describe, expect, it } from 'vitest';
import { runRecord } from './fold-journal.js';
import { SweepState } from './sweep-state.js';

const about = { sweep: 's', run: 'a' };
const started = (timeMs: number): TrackerEvent => ({
  ...{ type: 'run-started', timeMs, ...about, name: 'a', params: {}, tags: {} },
});
const sample = (timeMs: number, cpu: number): TrackerEvent => ({
  ...{ type: 'system-metrics', timeMs, ...about, values: { cpu_utilization_percentage: cpu } },
});
const loss: TrackerEvent = { type: 'metrics', timeMs: 5000, ...about, step: 1, values: { loss: 1 } };

describe('what the machine did while a run computed', () => {
  const events = [
    started(1000),
    sample(1000, 5),
    loss,
    sample(11_040, 80),
    started(90_000),
    sample(101_000, 70),
  ];
  const stateOf = (list: readonly TrackerEvent[]) => {
    const sweep = new SweepState();
    for (const event of list) sweep.apply(event);
    return sweep.runs[0]!;
  };

  it('is a series of all attempts by seconds since the run first started', () => {
    const { steps, values, timesMs } = stateOf(events).system.get('cpu_utilization_percentage')!;
    expect(steps).toEqual([0, 10, 100]);
    expect(values).toEqual([5, 80, 70]);
    expect(timesMs).toEqual([1000, 11_040, 101_000]);
  });

  it('changes nothing of the results, nor when the same is recorded again', () => {
    const without = events.filter(({ type }) => type !== 'system-metrics');
    expect(runRecord(stateOf(events))).toEqual(runRecord(stateOf(without)));
    expect(stateOf(events).revisionMs).toBe(stateOf(without).revisionMs);
    expect(stateOf([...events, ...events.toReversed()]).system).toEqual(stateOf(events).system);
  });
});
