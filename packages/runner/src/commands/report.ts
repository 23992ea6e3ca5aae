import { nightsIn } from '@thaw/core';
import { loadBackbones, withBuiltIn } from '@thaw/execution/backbones';
import { thawVersion } from '@thaw/execution/environment';
import { isFilePlace, requireOutput, writeOutput } from '@thaw/execution/files';
import { reportPage } from '@thaw/tracker';
import { pathToFileURL } from 'node:url';
import { defineCommand } from '../cli/command.js';
import { storeOptions } from '../cli/common-options.js';
import { chooseSweeps } from '../journals/choose-sweeps.js';
import { HistoryFile } from '../nights/history-file.js';
import { collectSweep } from '../report/collect-report.js';
import { reportNights } from '../report/report-nights.js';
import { readStore, type JournaledSweep } from '../journals/read-store.js';
import { refuseOtherSpec } from './refuse-own-input.js';
import { noteOn, openToRead } from './session.js';

export const report = defineCommand({
  name: 'report',
  summary: 'Write a report on sweeps: one HTML file that needs no network',
  options: {
    sweep: {
      kind: 'text',
      placeholder: 'SWEEP',
      many: true,
      positional: true,
      description: 'The name or id of a sweep (repeatable; default: all in the store)',
    },
    out: { kind: 'path', placeholder: 'FILE', required: true, description: 'The HTML file to write' },
    ...storeOptions,
  },
  examples: ['thaw report --out report.html', 'thaw report xception --out xception.html'],
  async run({ sweep, out, store: folder }, context) {
    refuseOtherSpec(out);
    await requireOutput(out);
    const { journals, store, folder: place } = await openToRead(folder, context);
    const { sweeps, stageSeconds } = await readStore(journals);
    const chosen = chooseSweeps(sweeps, sweep);
    const history = nightsIn(await new HistoryFile(place, noteOn(context)).read());
    const { registry } = withBuiltIn((await loadBackbones(networksOf(chosen), context.workspace)).loaded);
    const collected = [];
    for (const each of chosen) collected.push(await collectSweep(each, stageSeconds, store, registry));
    const page = await reportPage({
      sweeps: collected,
      nights: reportNights(history, new Set(chosen.map(({ sweep: { id } }) => id))),
      version: thawVersion,
      timeMs: Date.now(),
    });
    await writeOutput(out, page);
    context.stdout.write(`${out}\n`);
    if (await isFilePlace(out)) context.stderr.write(`open it with a browser: ${pathToFileURL(out)}\n`);
    return 0;
  },
});

const networksOf = (sweeps: readonly JournaledSweep[]): readonly string[] => [
  ...new Set(sweeps.flatMap(({ configs }) => [...configs.values()].map(({ backbone }) => backbone.name))),
];
