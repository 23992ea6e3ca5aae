import { describe, expect, it } from 'vitest';
import { sweepEvents } from '../contract/sweep-events.fixture.js';
import { SweepState } from '../runs/sweep-state.js';
import { runNote, sweepNote } from './summary.js';

function sweepOf(runs: number): SweepState {
  const sweep = new SweepState();
  for (const event of sweepEvents({ sweep: 's1', runs, steps: 2 })) sweep.apply(event);
  return sweep;
}

describe('the notes in MLflow', () => {
  it('rank the runs of a sweep, best first, as links', () => {
    const note = sweepNote(sweepOf(3), (run) => (run.id === 'run2' ? '#/runs/2' : undefined));
    expect(note).toBe(
      [
        '3 of 3 runs finished. Ranked by `val_accuracy` (maximize).',
        '',
        '|  | run | val_accuracy | status |',
        '| --- | --- | --- | --- |',
        '| 1 | dropout=0 | 0.94444 | finished |',
        '| 2 | [dropout=0.1](#/runs/2) | 0.88889 | finished |',
        '| 3 | dropout=0.2 | 0.83333 | finished |',
      ].join('\n'),
    );
  });

  it('fit what MLflow stores, for a sweep of any size', () => {
    const note = sweepNote(
      sweepOf(500),
      () => `#/experiments/123456789/runs/${'0123456789abcdef'.repeat(2)}`,
    );
    expect(note.length).toBeLessThan(8000);
    expect(note).toMatch(/… and 460 more\.$/);
  });

  it('tell how a run went', () => {
    expect(runNote(sweepOf(1).runs[0]!)).toBe(
      [
        'finished',
        '',
        '| metric | last | best |',
        '| --- | --- | --- |',
        '| `loss` | 0.5 | 0.5 (step 2) |',
        '| `accuracy` | 0.95 | 0.95 (step 2) |',
        '| `val_loss` | 0.55 | 0.55 (step 2) |',
        '| `val_accuracy` | 0.94444 | 0.94444 (step 2) |',
        '',
        '| stage | outcome | seconds |',
        '| --- | --- | --- |',
        '| features `ab12` | computed | 1.5 |',
      ].join('\n'),
    );
  });

  it('let no name act as markup', () => {
    const sweep = sweepOf(1);
    sweep.runs[0]!.name = '<img src=x>|[a](b)\n# c';
    expect(sweepNote(sweep, () => undefined)).toContain('| \\<img src=x\\>\\|\\[a\\](b) \\# c |');
  });
});
