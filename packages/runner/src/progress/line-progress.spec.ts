import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import type { SweepEvent } from '../events/sweep-event.js';
import { LineProgress } from './line-progress.js';

it('tells of a download its beginning and, once, its end, however often that is told', () => {
  let text = '';
  const progress = new LineProgress(
    new Writable({ write: (chunk, _encoding, done) => ((text += String(chunk)), done()) }),
  );
  const at = (label: string, done: number): SweepEvent => ({
    ...{ type: 'progress', label: `downloading ${label}`, done, total: 9e6, unit: 'bytes' },
  });
  for (const done of [0, 3e6, 9e6, 9e6, 9e6]) for (const label of ['a', 'b']) progress.show(at(label, done));
  for (let again = 0; again < 8; again++) progress.show(at('a', 9e6));
  expect(
    text
      .trimEnd()
      .split('\n')
      .map((line) => line.trim()),
  ).toEqual([
    'downloading a  0.0 of 9.0 MB',
    'downloading b  0.0 of 9.0 MB',
    'downloading a  9.0 of 9.0 MB',
    'downloading b  9.0 of 9.0 MB',
  ]);
});
