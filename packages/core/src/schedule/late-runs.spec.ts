import { describe, expect, it } from 'vitest';
import { ThawError } from '../errors/problem.js';
import { planSweep } from '../plan/plan-sweep.js';
import { base, extract, facts } from '../plan/small-run.fixture.js';
import { backbones } from '../spec/backbones.fixture.js';
import type { RunConfig } from '../spec/run-config.js';
import type { Run } from '../sweep/run.js';
import { listedSearch, type Search } from '../sweep/search.js';
import { carryOut, computed, type CarryOutOptions } from './carry-out.fixture.js';
import { searchedRuns } from './run-source.js';
import type { Assignment } from './step.js';

describe('runs that join the plan while it is carried out', () => {
  const runOf = (id: string, config: Partial<RunConfig>): Run => ({
    ...{ id, name: '', parameters: {} },
    config: { ...base, phases: [extract], ...config },
  });
  /** Plans each run when it is proposed. */
  function follow(runs: readonly Run[], ask: Partial<Search>, options: Partial<CarryOutOptions>) {
    const plan = planSweep({
      ...{ runs: [], backbones, weightsOf: () => 'imagenet' },
      datasetOf: ({ root }) => ({ ...facts, indexHash: root, imagesHash: root }),
    });
    const source = searchedRuns({
      search: { ...listedSearch(runs.map(({ id }) => ({ id }))), certain: () => [], ...ask },
      runsAt: ({ id }) => runs.filter((run) => run.id === id),
      objective: { metric: 'val_loss', goal: 'minimize' },
    });
    return carryOut(plan, {
      source,
      storedOf: ({ stages }, { stored }) => stages.filter((key) => stored.has(key)),
      ...options,
    });
  }

  it('have nothing to do with the dataset of one that was refused', () => {
    const runs = ['/x', '/y'].map((root) => runOf(root, { data: { ...base.data, root } }));
    const { told, begun } = follow(
      runs,
      {},
      {
        refusal: ({ id }) =>
          id === '/x'
            ? new ThawError({ code: 'THAW-RUN-TOO-LARGE-FOR-MEMORY', message: 'no memory' })
            : undefined,
      },
    );
    expect([told[0], told.at(-1)]).toEqual(['/x refused', '/y finished']);
    expect(begun).toEqual(['/y dataset', '/y features', '/y train', '/y evaluate']);
  });

  it('get all that they read of a trajectory that ends, for a run that reads less, before they begin', () => {
    const trained = (epochs: number, learningRate = 1e-3) => ({
      phases: [{ ...extract, epochs, learningRate }],
    });
    const points = ['weak', 'short', 'long'].map((id) => ({ id }));
    const runs = [
      runOf('weak', trained(4, 5e-3)),
      ...[runOf('short', trained(4)), runOf('long', trained(6))],
    ];
    const isTrainingOf =
      (id: string) =>
      ({ task, run }: Assignment) =>
        task.kind === 'train' && run.run.id === id;
    let asked = 0;
    let isStopped = false;
    const ask = () => (asked === 2 && !isStopped ? 'wait' : points[asked++]);
    const { told, tasks } = follow(
      runs,
      { ask },
      {
        places: 2,
        endNext(underWay) {
          const weak = underWay.find(isTrainingOf('weak'));
          // The other is begun meanwhile.
          return weak && underWay.length === 1 ? undefined : (weak ?? underWay[0]);
        },
        resultOf(assignment, schedule) {
          if (!isTrainingOf('weak')(assignment)) return computed;
          schedule.stop('weak');
          isStopped = true;
          return { status: 'broken-off', seconds: 1 };
        },
        endWhilePlanned: (underWay) => (isStopped ? underWay.find(isTrainingOf('short')) : undefined),
      },
    );
    const epochs = tasks.flatMap(({ task }) =>
      task.kind === 'train' ? Math.max(...task.stage.readings.map((reading) => reading.epochs)) : [],
    );
    expect(epochs).toEqual([4, 4, 6]);
    expect(told.at(-1)).toBe('long finished');
  });

  it('are planned once, also where all places are taken before they begin', () => {
    const planned: string[] = [];
    let wereAllTaken = false;
    const runs = [1e-3, 1e-4, 1e-5].map((learningRate) =>
      runOf(`${learningRate}`, { phases: [{ ...extract, learningRate }] }),
    );
    const { told, most } = follow(
      runs,
      {},
      {
        places: 2,
        refusal({ id }) {
          expect(planned).not.toContain(id);
          planned.push(id);
          return undefined;
        },
        endNext(underWay) {
          // For these all wait until the last is planned; then two are trained.
          if (underWay[0]?.task.kind === 'features') return undefined;
          if (underWay.length < 2 || wereAllTaken) return underWay[0];
          wereAllTaken = true;
          return undefined;
        },
        endWhilePlanned: (underWay) => (planned.length === 3 ? underWay[0] : undefined),
      },
    );
    expect([wereAllTaken, most]).toEqual([true, 2]);
    expect(told.filter((each) => each.endsWith('finished'))).toHaveLength(3);
  });
});
