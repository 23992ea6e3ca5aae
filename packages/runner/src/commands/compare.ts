import { ThawError, type StageStore } from '@thaw/core';
import { compareGroups, compareRuns, type GroupedRun, type RunToCompare } from '@thaw/tracker';
import { defineCommand } from '../cli/command.js';
import { jsonOptions, storeOptions } from '../cli/common-options.js';
import { findRunOrGroup, readJournals, type JournaledRun } from '../journals/journaled-runs.js';
import { registeredAs } from '../runs/registered-as.js';
import { widthOf } from '../text/fit-table.js';
import { limitOption } from '../text/limit.js';
import { describeComparison } from '../report/describe-comparison.js';
import { describeGroupComparison } from '../report/describe-group-comparison.js';
import { readHeldOut } from '../report/read-held-out.js';
import { openToRead } from './session.js';

export const compare = defineCommand({
  name: 'compare',
  summary:
    'Compare two runs, or two groups of folds and repeats: parameters, metrics with confidence intervals, and the answers that changed',
  options: {
    run: {
      kind: 'text',
      placeholder: 'RUN',
      many: true,
      positional: true,
      description: 'The id of a run or of a group, or how it begins; two of them',
    },
    limit: limitOption('Of the answers that changed, at most so many either way'),
    ...storeOptions,
    ...jsonOptions,
  },
  examples: ['thaw compare 8a7a 37d4', 'thaw compare 8a7ada2d1efc 37d4903fd96e --json'],
  async run({ run, limit, store: folder, json }, context) {
    const [first, second] = twoOf(run);
    const { journals, store } = await openToRead(folder, context);
    const { runs } = await readJournals(journals);
    const [a, b] = [findRunOrGroup(runs, first), findRunOrGroup(runs, second)];
    const width = widthOf(context.stdout);
    const say = <Comparison>(
      comparison: Comparison,
      describe: (each: Comparison, width?: number) => string,
    ) =>
      context.stdout.write(`${json ? JSON.stringify(comparison, null, 1) : describe(comparison, width)}\n`);
    if (isGroup(a) && isGroup(b)) say(compareGroups(a.map(grouped), b.map(grouped)), describeGroupComparison);
    else if (isGroup(a) || isGroup(b)) throw oneOfEach(first, second, isGroup(a));
    else {
      const comparison = compareRuns(await runToCompare(a, store), await runToCompare(b, store));
      const records = runs.map(({ record }) => record);
      const [ofA, ofB] = [a, b].map(({ record }) => registeredAs(record.id, records));
      const registered = { a: ofA!, b: ofB! };
      say({ ...comparison, registered }, (each) => describeComparison(each, width, limit));
    }
    return 0;
  },
});

type RunOrGroup = ReturnType<typeof findRunOrGroup>;

const isGroup = (found: RunOrGroup): found is readonly JournaledRun[] => Array.isArray(found);

const grouped = ({ record }: JournaledRun): GroupedRun => record as GroupedRun;

const oneOfEach = (a: string, b: string, isFirst: boolean): ThawError =>
  new ThawError({
    code: 'THAW-CLI-BAD-VALUE',
    message: 'a run cannot be compared with a group',
    expected: 'two ids of runs, or two of groups',
    found: isFirst ? `${a}, which is a group, and ${b}, a run` : `${a}, which is a run, and ${b}, a group`,
    remedy: '`thaw runs --json` has the group of each run, and its part of it',
  });

function twoOf(runs: readonly string[]): readonly [string, string] {
  const [a, b] = runs;
  if (a !== undefined && b !== undefined && runs.length === 2) return [a, b];
  throw new ThawError({
    code: 'THAW-CLI-BAD-VALUE',
    message: 'a comparison is between two runs, or two groups',
    expected: 'two ids: thaw compare A B',
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
