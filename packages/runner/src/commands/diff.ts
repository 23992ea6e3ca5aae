import { ThawError } from '@thaw/core';
import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { defineCommand, type CommandContext } from '../cli/command.js';
import { jsonOptions, storeOptions } from '../cli/common-options.js';
import { findRun, readJournals, type JournaledRun } from '../journals/journaled-runs.js';
import { compareSettings, describeDifferences, type Sided } from '../settings/compare-settings.js';
import { runSettings, settingsOfRuns } from '../settings/run-settings.js';
import { specSettings, type SpecSettings } from '../settings/spec-settings.js';
import { widthOf } from '../text/fit-table.js';
import { openToRead } from './session.js';

export const diff = defineCommand({
  name: 'diff',
  summary: 'Show in which settings two specs differ, or a spec and a run, and where each value is from',
  options: {
    of: {
      kind: 'text',
      placeholder: 'SPEC|RUN',
      many: true,
      positional: true,
      description: 'The file of a spec, or the id of a run or how it begins; two of them',
    },
    exitCode: { kind: 'flag', description: 'End with 1 if they differ' },
    ...storeOptions,
    ...jsonOptions,
  },
  examples: [
    'thaw diff experiments/resnet50.yaml experiments/xception.yaml',
    'thaw diff x.yaml 3f2a9c --json',
  ],
  async run({ of, exitCode, store, json }, context) {
    const names = twoOf(of);
    const read = [];
    for (const name of names) read.push(await readSide(name, store, context));
    const isWithRun = read.some((side) => !('loaded' in side));
    const [a, b] = read.map((side, index) => sided(names[index]!, side, isWithRun)) as [Sided, Sided];
    const differences = compareSettings(a.settings, b.settings);
    context.stdout.write(
      json
        ? `${JSON.stringify(differences, null, 1)}\n`
        : `${describeDifferences(differences, [a, b], widthOf(context.stdout))}\n`,
    );
    return exitCode && Object.keys(differences).length > 0 ? 1 : 0;
  },
});

function twoOf(names: readonly string[]): readonly string[] {
  if (names.length === 2) return names;
  throw new ThawError({
    code: 'THAW-CLI-BAD-VALUE',
    message: 'a difference is between two specs, or a spec and a run',
    expected: 'files of specs or ids of runs: thaw diff A B',
    found: names.length === 0 ? 'none' : names.join(', '),
    remedy: 'name two; `thaw runs` lists the runs',
  });
}

/** What is neither a file nor looks like the id of a run is taken for a file. */
async function readSide(
  name: string,
  store: string | undefined,
  context: CommandContext,
): Promise<SpecSettings | JournaledRun> {
  const file = resolve(context.cwd, name);
  if (existsSync(file) || !/^[0-9a-f]{2,}$/i.test(name)) return specSettings(file, context);
  const { journals } = await openToRead(store, context, { isObserver: true });
  const { runs } = await readJournals(journals);
  return findRun(runs, name);
}

function sided(name: string, side: SpecSettings | JournaledRun, isWithRun: boolean): Sided {
  if ('loaded' in side) {
    const { settings, loaded } = side;
    return { name: basename(name), settings: isWithRun ? settingsOfRuns(settings, loaded) : settings };
  }
  const { id } = side.record;
  if (side.config) return { name: id, settings: runSettings(side.config, `run ${id}`) };
  throw new ThawError({
    code: 'THAW-RUN-NO-CONFIG',
    message: `the journal does not hold the configuration of run ${id}`,
    remedy: 'run its sweep again: what is stored is not computed anew',
  });
}
