import { describe, expect, it } from 'vitest';
import { startMs, sweepEvents } from '../../contract/sweep-events.js';
import { SweepState, type ToldSweep } from '../../runs/sweep-state.js';
import { modelNote, runNote, sweepNote } from './summary.js';

function sweepOf(runs: number): ToldSweep {
  const sweep = new SweepState();
  for (const event of sweepEvents({ sweep: 's1', runs, steps: 2 })) sweep.apply(event);
  return sweep.told!;
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

  it('say which networks a sweep has kept of those that it has compared', () => {
    const sweep = new SweepState();
    const [started, ...others] = sweepEvents({ sweep: 's1', runs: 1, steps: 1 });
    const screened = 'kept tiny_a 0.9 of 2 networks, by knn of 8 images; not tiny_b 0.5';
    sweep.apply({ ...started!, screened } as typeof started & object);
    for (const event of others) sweep.apply(event);
    expect(sweepNote(sweep.told!, () => undefined)).toContain(
      '\n\nScreened: kept tiny\\_a 0.9 of 2 networks, by knn of 8 images; not tiny\\_b 0.5.\n\n',
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
        '| metric | of the weights that it ends with |',
        '| --- | --- |',
        '| `final/loss` | 0.5 |',
        '| `final/accuracy` | 0.95 |',
        '| `final/val_loss` | 0.55 |',
        '| `final/val_accuracy` | 0.94444 |',
        '',
        '| stage | outcome | seconds | expected |',
        '| --- | --- | --- | --- |',
        '| features `ab12` | computed | 1.5 |  |',
      ].join('\n'),
    );
  });

  it('tell of a model what it does, where it is from, and how good it is', () => {
    const sweep = sweepOf(2);
    expect(modelNote(sweep.runs[1]!, sweep, '#/runs/2')).toBe(
      [
        'Classifies images with xception. From the run [dropout=0.1](#/runs/2) of the sweep flowers.',
        '',
        '| metric | of the weights that it ends with |',
        '| --- | --- |',
        '| `final/loss` | 1 |',
        '| `final/accuracy` | 0.9 |',
        '| `final/val_loss` | 1.1 |',
        '| `final/val_accuracy` | 0.88889 |',
      ].join('\n'),
    );
  });

  it('tell what sets a run apart, and which steps are which phase', () => {
    const run = sweepOf(1).runs[0]!;
    run.phaseNames = ['extract', 'fine|tune'];
    const points = { type: 'metrics', sweep: 's1', run: 'run1' } as const;
    for (const [step, phase] of [1, 1, 2].entries())
      run.addPoints({ ...points, timeMs: startMs + 1e5 + step, step: step + 1, values: { phase } });
    const note = runNote(run, ['head.dropout', 'phases.x.epochs']);
    expect(note).toContain('| `head.dropout` | 0 |\n| `phases.x.epochs` | – |');
    expect(note).toContain('| extract | 1 – 2 | 2 |\n| fine\\|tune | 3 – 3 | 3 |');
  });

  it('hold what computing took against what was expected', () => {
    const sweep = sweepOf(0);
    const stage = { kind: 'train', key: 'k', status: 'computed', seconds: 3, expectedSeconds: 2 } as const;
    const stages = [
      stage,
      { ...stage, key: 'l', seconds: 1.25 },
      { ...stage, key: 'm', status: 'reused' as const },
    ];
    sweep.apply({ type: 'stages', timeMs: startMs, sweep: 's1', run: 'run1', stages });
    sweep.apply({ type: 'stages', timeMs: startMs, sweep: 's1', run: 'run1', stages });
    expect(sweepNote(sweep, () => undefined)).toContain(
      [
        '| stage | computed | expected seconds | actual seconds |',
        '| --- | --- | --- | --- |',
        '| train | 2 | 4.0 | 4.3 |',
        '| all | 2 | 4.0 | 4.3 |',
      ].join('\n'),
    );
  });

  it('let no name act as markup', () => {
    const sweep = sweepOf(1);
    sweep.runs[0]!.name = '<img src=x>|[a](b)\n# c';
    expect(sweepNote(sweep, () => undefined)).toContain('| \\<img src=x\\>\\|\\[a\\](b) \\# c |');
  });
});
