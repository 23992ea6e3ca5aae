import { ThawError, type StageStore } from '@thaw/core';
import { compareRuns, type RunToCompare } from '@thaw/tracker';
import { defineCommand } from '../cli/command.js';
import { jsonOptions, storeOptions } from '../cli/common-options.js';
import { findRun, readJournals, type JournaledRun } from '../journals/journaled-runs.js';
import { widthOf } from '../text/fit-table.js';
import { describeComparison } from '../report/describe-comparison.js';
import { readHeldOut } from '../report/read-held-out.js';
import { openToRead } from './session.js';

export const compare = defineCommand({
  name: 'compare',
  summary: 'Compare two runs: parameters, metrics with confidence intervals, and the answers that changed',
  options: {
    run: {
      kind: 'text',
      placeholder: 'RUN',
      many: true,
      positional: true,
      description: 'The id of a run, or how it begins; two of them',
    },
    ...storeOptions,
    ...jsonOptions,
  },
  examples: ['thaw compare 8a7a 37d4', 'thaw compare 8a7ada2d1efc 37d4903fd96e --json'],
  async run({ run, store: folder, json }, context) {
    const [first, second] = twoOf(run);
    const { journals, store } = openToRead(folder, context);
    const { runs } = await readJournals(journals);
    const [a, b] = [findRun(runs, first), findRun(runs, second)];
    const comparison = compareRuns(await runToCompare(a, store), await runToCompare(b, store));
    context.stdout.write(
      json
        ? `${JSON.stringify(comparison, null, 1)}\n`
        : `${describeComparison(comparison, widthOf(context.stdout))}\n`,
    );
    return 0;
  },
});

function twoOf(runs: readonly string[]): readonly [string, string] {
  const [a, b] = runs;
  if (a !== undefined && b !== undefined && runs.length === 2) return [a, b];
  throw new ThawError({
    code: 'THAW-CLI-BAD-VALUE',
    message: 'a comparison is between two runs',
    expected: 'two ids of runs: thaw compare A B',
    found: runs.length === 0 ? 'none' : runs.join(', '),
    remedy: 'list the runs with `thaw runs`',
  });
}

async function runToCompare({ record }: JournaledRun, store: StageStore): Promise<RunToCompare> {
  const heldOut = await readHeldOut(store, record);
  if (heldOut) return { record, heldOut };
  throw new ThawError({
    code: 'THAW-COMPARE-NO-PREDICTIONS',
    message: `what run ${record.id} says of each image is not in the store`,
    expected: 'a run that finished, with its evaluation in the store',
    found: record.status === 'finished' ? 'no stored predictions' : `a run that is ${record.status}`,
    remedy: 'run its sweep again: only what is missing is computed',
  });
}
