import { ThawError } from '@thaw/core';
import { describe, expect, it } from 'vitest';
import { chooseRuns, type RunChoice, type StoredRun } from './choose-runs.js';
import { runsTable } from './runs-table.js';

const flowers = { sweep: 'aaaa1111', sweepName: 'flowers', overrides: ['batchSize=16'] };
const birds = { sweep: 'bbbb2222', sweepName: 'birds', overrides: [] };

const run = (
  sweep: Pick<StoredRun, 'sweep' | 'sweepName' | 'overrides'>,
  id: string,
  startedMs: number,
  metrics: StoredRun['metrics'],
  status: StoredRun['status'] = 'finished',
): StoredRun => ({
  ...{ ...sweep, id, name: `dropout=${startedMs / 10}`, status, startedMs, params: {}, metrics },
  ...{ history: {}, phases: [], stages: [] },
});
const runs = [
  run(flowers, 'a1', 1, { val_loss: 0.5, objective: 0.5 }),
  run(flowers, 'a2', 4, { val_loss: 'NaN' }),
  run(flowers, 'a3', 2, { val_loss: 0.1 }, 'failed'),
  run(birds, 'b1', 3, { val_loss: 0.0000226140744609, val_accuracy: 0.9 }),
];
const chosen = (choice: RunChoice) => chooseRuns(runs, choice).map(({ id }) => id);

describe('the runs that are listed', () => {
  it('are all, as the journals have them, where nothing is asked for', () => {
    expect(chosen({})).toEqual(['a1', 'a2', 'a3', 'b1']);
  });

  it('can be those of a sweep, by its name or id, and those that stand so', () => {
    expect(chosen({ sweep: ['flowers'] })).toEqual(['a1', 'a2', 'a3']);
    expect(chosen({ sweep: ['bbbb', 'flowers'], status: ['finished'] })).toEqual(['a1', 'a2', 'b1']);
    expect(chosen({ status: ['failed', 'running'] })).toEqual(['a3']);
  });

  it('can be sorted by a metric, as every ranking, or by time, and be few', () => {
    expect(chosen({ sort: 'val_loss' })).toEqual(['b1', 'a1', 'a2', 'a3']);
    expect(chosen({ sort: 'time', limit: 2 })).toEqual(['a2', 'b1']);
  });

  it('that are few without an order are those that started last, as the journals have them', () => {
    expect(chosen({ limit: 3 })).toEqual(['a2', 'a3', 'b1']);
  });

  it.each([
    [{ sort: 'val_los' }, '"val_loss"'],
    [{ sort: 'objective' }, 'val_accuracy'],
    [{ sweep: ['flower'] }, '"flowers"'],
  ])('are refused where %o names nothing', (choice, remedy) => {
    try {
      chosen(choice);
      expect.unreachable();
    } catch (error) {
      expect(JSON.stringify((error as ThawError).problems[0]).replaceAll('\\"', '"')).toContain(
        remedy.replaceAll('"', ''),
      );
    }
  });

  it('are a table that names their sweeps and what sets them apart', () => {
    const [header, first] = runsTable(runs, undefined, undefined).split('\n');
    expect(header).toMatch(/^sweep +sweep id +run +status +started +val_loss +val_accuracy +settings$/);
    expect(first).toMatch(
      /^flowers +aaaa1111 +a1 +finished +1970-01-01 00:00 +0.5000 +– +dropout=0.1 --set batchSize=16$/,
    );
    expect(runsTable(runs, undefined, undefined)).toContain(' 2.26e-5 ');
  });

  it('fit a narrow terminal', () => {
    for (const line of runsTable(runs, 'val_loss', 60).split('\n'))
      expect(line.length).toBeLessThanOrEqual(60);
  });
});
