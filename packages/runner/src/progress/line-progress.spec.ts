import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { SweepEvent } from '../events/sweep-event.js';
import { LineProgress } from './line-progress.js';

/** What is written of some events, line by line. */
function linesOf(events: readonly SweepEvent[]): readonly string[] {
  let text = '';
  const progress = new LineProgress(
    new Writable({ write: (chunk, _encoding, done) => ((text += String(chunk)), done()) }),
  );
  events.forEach((event) => progress.show(event));
  return text.trimEnd().split('\n');
}

describe('of runs', () => {
  const begun = (index: number): SweepEvent => ({ type: 'run-started', run: `r${index}`, name: 'x', index });
  const over = (index: number): SweepEvent => ({
    ...{ type: 'run-ended', run: `r${index}`, name: 'x', index, status: 'finished', metrics: {} },
  });
  const features = (index: number): readonly SweepEvent[] => [
    {
      ...{ type: 'stage-started', run: `r${index}`, kind: 'features', key: `f${index}` },
      ...{ label: 'features of tiny', work: 1 },
    },
    {
      ...{ type: 'progress', stage: `f${index}`, label: 'features of tiny' },
      ...{ done: 0, total: 9, unit: 'images' },
    },
  ];
  const epoch = (index: number): SweepEvent => ({
    ...{ type: 'epoch', run: `r${index}`, stage: `t${index}`, phase: 'head', epoch: 1, epochs: 2 },
    ...{ step: 1, metrics: { loss: 0.5 }, seconds: 1, timeMs: 0 },
  });

  it('says nothing of which run it is while there is one', () => {
    expect(linesOf([begun(0), ...features(0), epoch(0), over(0), begun(1), epoch(1)])).toEqual([
      ...['run 1: x', '  features of tiny  0 of 9 images', '  head 1/2  loss 0.5000', 'run 1 finished: x'],
      ...['run 2: x', '  head 1/2  loss 0.5000'],
    ]);
  });

  it('says it where several are under way', () => {
    const events = [begun(0), begun(1), ...features(0), ...features(1), epoch(1), over(0), epoch(1)];
    expect(linesOf(events).slice(2)).toEqual([
      '  run 1  features of tiny  0 of 9 images',
      '  run 2  features of tiny  0 of 9 images',
      '  run 2  head 1/2  loss 0.5000',
      'run 1 finished: x',
      '  head 1/2  loss 0.5000',
    ]);
  });
});

it('says which worker it is, where there are several', () => {
  const taken: SweepEvent = { type: 'stage-taken', run: 'r0', key: 't0', worker: 'worker 2' };
  const epoch: SweepEvent = {
    ...{ type: 'epoch', run: 'r0', stage: 't0', phase: 'head', epoch: 1, epochs: 2 },
    ...{ step: 1, metrics: { loss: 0.5 }, seconds: 1, timeMs: 0 },
  };
  expect(linesOf([{ type: 'run-started', run: 'r0', name: 'x', index: 0 }, taken, epoch])).toEqual([
    'run 1: x',
    '  worker 2  run 1  head 1/2  loss 0.5000',
  ]);
});

it('tells of a download its beginning and, once, its end, however often that is told', () => {
  const at = (label: string, done: number): SweepEvent => ({
    ...{ type: 'progress', label: `downloading ${label}`, done, total: 9e6, unit: 'bytes' },
  });
  const downloads = [0, 3e6, 9e6, 9e6, 9e6].flatMap((done) => [at('a', done), at('b', done)]);
  const again = Array.from({ length: 8 }, () => at('a', 9e6));
  expect(linesOf([...downloads, ...again]).map((line) => line.trim())).toEqual([
    'downloading a  0.0 of 9.0 MB',
    'downloading b  0.0 of 9.0 MB',
    'downloading a  9.0 of 9.0 MB',
    'downloading b  9.0 of 9.0 MB',
  ]);
});
