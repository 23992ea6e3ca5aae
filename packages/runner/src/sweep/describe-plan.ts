import type { PlannedRun, Stage } from '@thaw/core';
import { textTable } from '../progress/text-table.js';
import type { PreparedSweep } from './prepare-sweep.js';

/** A plan of a thousand runs is not for reading whole; `--json` has all of it. */
const shownRows = 40;

/** The plan for people: stages with who shares them, then what each phase trains and where the graph is cut. */
export function describePlan({ loaded, plan, cached }: PreparedSweep): string {
  const { stages, runs } = plan;
  const uses = runs.reduce((sum, run) => sum + run.stages.length, 0);
  return [
    `${loaded.name}: ${runs.length} runs come to ${stages.length} stages (${uses} without sharing), ${cached.size} stored already`,
    '',
    textTable(
      ['stage', 'key', 'what', 'runs', 'stored'],
      shown(stages.map((stage) => stageRow(stage, cached))),
    ),
    '',
    textTable(['phase', 'trains', 'of', 'cut at', 'why there'], phaseRows(runs)),
    '',
    textTable(['run', 'name', 'to compute'], shown(runs.map((run) => runRow(run, cached)))),
  ].join('\n');
}

const shown = (rows: readonly (readonly string[])[]): (readonly string[])[] =>
  rows.length <= shownRows
    ? [...rows]
    : [
        ...rows.slice(0, shownRows),
        rows[0]!.map((_, column) => (column === 1 ? `… and ${rows.length - shownRows} more` : '')),
      ];

const stageRow = ({ kind, key, label, runs }: Stage, cached: ReadonlySet<string>) => [
  kind,
  key.slice(0, 12),
  label,
  String(runs.length),
  cached.has(key) ? 'yes' : '',
];

const runRow = ({ run, stages }: PlannedRun, cached: ReadonlySet<string>) => [
  run.id,
  run.name,
  `${stages.filter((key) => !cached.has(key)).length} of ${stages.length}`,
];

/** Phases that train the same layers from the same cut are one row, however many runs have them. */
function phaseRows(runs: readonly PlannedRun[]): string[][] {
  const rows = runs.flatMap(({ phases }) =>
    phases.map(({ name, trainableParameters, parameters, cut, reason }) => [
      name,
      trainableParameters.toLocaleString('en'),
      `${parameters.toLocaleString('en')} parameters`,
      cut.join(' + '),
      reason,
    ]),
  );
  return [...new Map(rows.map((row) => [row.join('\0'), row])).values()];
}
