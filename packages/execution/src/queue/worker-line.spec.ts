import { describe, expect, it } from 'vitest';
import { parseWorkerLine, type WorkerLine } from './worker-line.js';

const epoch = { epoch: 1, step: 2, metrics: { loss: 1 }, seconds: 1, timeMs: 1 };
const lines: readonly WorkerLine[] = [
  { type: 'began', queue: 'q', node: 'n1', pid: 7, timeMs: 1 },
  {
    type: 'opened',
    opened: {
      ...{ engine: 'tensorflow', backend: 'tensorflow', description: 'tensorflow 2.21.0' },
      capabilities: { untrainable: [], precisions: ['float32'], rematerialises: true, compiles: true },
      memory: { hostBytes: 1e9, gpus: 1 },
    },
    timeMs: 1,
  },
  { type: 'took', task: '000001', timeMs: 1 },
  { type: 'progress', progress: { label: 'images' }, timeMs: 1 },
  { type: 'epochs', task: '000001', after: 0, epochs: [epoch], timeMs: 1 },
  { type: 'executed', task: '000001', outcome: 'reused', timeMs: 1 },
  { type: 'failed', failure: { kind: 'aborted' }, timeMs: 1 },
  { type: 'failed', failure: { kind: 'problems', problems: [{ code: 'THAW-X', message: 'x' }] }, timeMs: 1 },
  { type: 'gave-back', task: '000001', reason: 'signal', timeMs: 1 },
  { type: 'ended', reason: 'idle', timeMs: 1 },
];

describe('a line of a worker', () => {
  it('has what is no finite number, for which JSON has no word', () => {
    const diverged = { ...epoch, metrics: { loss: NaN } };
    const line: WorkerLine = { type: 'epochs', task: '000001', after: 0, epochs: [diverged], timeMs: 1 };
    expect(parseWorkerLine(JSON.stringify(line))).toEqual(line);
  });
  it.each(lines)('is read as it was written: $type', (line) => {
    expect(parseWorkerLine(JSON.stringify(line))).toEqual(line);
  });

  it.each([
    '',
    '{"type":"took","task":"000001"',
    '{"type":"took","timeMs":1}',
    '{"type":"took","task":1,"timeMs":1}',
    '{"type":"epochs","task":"000001","after":-1,"epochs":[],"timeMs":1}',
    '{"type":"epochs","task":"000001","after":0,"epochs":[{"epoch":1}],"timeMs":1}',
    '{"type":"executed","task":"000001","outcome":"lost","timeMs":1}',
    '{"type":"opened","opened":{"engine":"a","backend":"a","description":"a"},"timeMs":1}',
    '{"type":"progress","progress":{"label":"images","unit":"miles"},"timeMs":1}',
    '{"type":"failed","failure":{"kind":"problems"},"timeMs":1}',
    '{"type":"failed","failure":{"kind":"problems","problems":[]},"timeMs":1}',
    '{"type":"failed","failure":{"kind":"defect"},"timeMs":1}',
    '{"type":"other","timeMs":1}',
    '[]',
  ])('is none where it is damaged: %j', (text) => expect(parseWorkerLine(text)).toBeUndefined());
});
