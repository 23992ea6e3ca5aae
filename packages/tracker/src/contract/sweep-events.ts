import type { TrackerEvent } from '@thaw/core';

export const startMs = Date.UTC(2026, 0, 2, 3, 4, 5);

export interface SweepShape {
  readonly sweep: string;
  readonly experiment?: string;
  readonly runs: number;
  /** Steps of each run; each has four metrics. */
  readonly steps: number;
}

/** Of each step of each run. */
export const metricNames = ['loss', 'accuracy', 'val_loss', 'val_accuracy'] as const;

export const runIds = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `run${index + 1}`);

/** A sweep in which everything went well, an event every 100 ms. */
export function* sweepEvents({
  sweep,
  experiment = sweep,
  runs,
  steps,
}: SweepShape): Generator<TrackerEvent> {
  let timeMs = startMs;
  const next = (): number => (timeMs += 100);
  const ids = runIds(runs);
  const objective = { metric: 'val_accuracy', goal: 'maximize' } as const;
  yield {
    type: 'sweep-started',
    timeMs,
    sweep,
    name: 'flowers',
    experiment,
    runs: ids,
    objective,
    tags: { team: 'a' },
  };
  yield {
    ...{ type: 'artifact', timeMs: next(), sweep, path: 'spec.yaml' },
    content: 'name: flowers\n',
    encoding: 'utf8',
  };
  for (const [index, run] of ids.entries()) {
    const params = { 'head.dropout': index / 10, 'head.hidden': [256], 'backbone.name': 'xception' };
    yield {
      type: 'run-started',
      timeMs: next(),
      sweep,
      run,
      name: `dropout=${index / 10}`,
      params,
      tags: {},
    };
    for (let step = 1; step <= steps; step++) {
      const loss = (1 + index) / step;
      const values = { loss, accuracy: 1 - loss / 10, val_loss: loss * 1.1, val_accuracy: 1 - loss / 9 };
      yield { type: 'metrics', timeMs: next(), sweep, run, step, values };
    }
    const stages = [
      { kind: 'features', key: 'ab12', status: index ? 'reused' : 'computed', seconds: 1.5 } as const,
    ];
    yield { type: 'stages', timeMs: next(), sweep, run, stages };
    yield { type: 'run-ended', timeMs: next(), sweep, run, status: 'finished' };
  }
  yield { type: 'sweep-ended', timeMs: next(), sweep, status: 'finished' };
}
