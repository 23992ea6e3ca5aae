import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import type { SweepEvent } from '../events/sweep-event.js';
import { JsonProgress } from './json-progress.js';

it('tells a program the beginning and the end of a piece of work, each with its time, and not every image', () => {
  const stream = new PassThrough({ encoding: 'utf8' });
  const progress = new JsonProgress(stream);
  const images = (label: string, done: number) =>
    progress.show({ type: 'progress', label, done, total: 1000, unit: 'images' });
  for (let done = 1; done <= 1000; done++) images('hashing', done);
  progress.show({ type: 'notice', message: 'an image was skipped' });
  images('decoding', 1);
  const events = String(stream.read())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as SweepEvent & { time: string });
  expect(events.map((event) => ('done' in event ? [event.label, event.done] : event.type))).toEqual([
    ['hashing', 1],
    ['hashing', 1000],
    'notice',
    ['decoding', 1],
  ]);
  for (const { time } of events) expect(Date.parse(time)).toBeGreaterThan(0);
});
