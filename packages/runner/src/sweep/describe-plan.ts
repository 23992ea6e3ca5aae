import { openSettings, own, usualValues, type PlannedPhase, type PlannedRun } from '@thaw/core';
import type { Calibration } from '@thaw/execution/calibration';
import { roughRange } from '../text/duration.js';
import { formatBytes } from '../text/bytes.js';
import { fitTable } from '../text/fit-table.js';
import { screenLines } from '../rank/screen-lines.js';
import { drawPlan } from './draw-plan.js';
import type { SweepEstimate } from './estimate-sweep.js';
import { planTree } from './plan-tree.js';
import { count } from '../text/count.js';
import { knowledgeLines } from './knowledge-text.js';
import type { PreparedSweep } from './prepare-sweep.js';
import type { PlannedBudget, PlannedCluster } from '../api/results.js';
import { budgetLines } from './plan-budget.js';
import { resizeLines } from './resize-lines.js';
import { takenLine, undecidedLine } from './taken-line.js';

/** A plan of a thousand runs is not for reading whole; `--json` has all of it. */
const shownRuns = 12;

/** What is expected of a plan. */
export interface PlanExpectation {
  readonly estimate: SweepEstimate;
  /** What the estimate rests on, where this machine was measured. */
  readonly calibration?: Calibration | undefined;
  readonly budget?: PlannedBudget | undefined;
}

/** The plan for people: the tree of stages and what it takes, where each phase is cut and why, and the runs. */
export function describePlan(
  prepared: PreparedSweep,
  { estimate, calibration, budget }: PlanExpectation,
  width?: number,
): string {
  const { loaded, plan, cached, stocks, elsewhere, knowledge } = prepared;
  const { stages, runs } = plan;
  const uses = runs.reduce((sum, run) => sum + run.stages.length, 0);
  const stored = cached.size === 0 ? 'none stored yet' : `${cached.size} stored already`;
  const swept = [...new Set(runs.flatMap(({ run }) => Object.keys(run.parameters)))];
  return [
    `${loaded.name}: ${ofThose(estimate)}${count(runs.length, 'run')} in ${count(stages.length, 'stage')} (${uses} without sharing), ${stored}${inCache(elsewhere)}`,
    '',
    drawPlan(planTree(plan), { cached, estimate, swept, width }),
    '',
    ...growth({ plan, cached, stocks }),
    ...basis(estimate, runs, calibration),
    ...networkNotes(loaded, runs),
    ...screenLines(prepared, estimate),
    ...toComeLine(loaded),
    ...costLine(loaded),
    ...knowledgeLines(knowledge, loaded.objective),
    ...budgetLines(budget, { runs: runs.length, runsToCome: loaded.runsToCome }),
    ...stopLine(loaded),
    ...resizeLines(runs, loaded.backbones.registry),
    ...precisionLine(runs),
    ...compileLine(runs),
    ...measuredLines(loaded),
    '',
    ...phaseLines(runs),
    '',
    runTable(runs, cached, width),
  ].join('\n');
}

/** Of the runs with all networks of a screening, how many there will be at most. */
const ofThose = ({ screening }: SweepEstimate): string =>
  screening?.atMost ? `at most ${screening.atMost.runs} of ` : '';

/** Whatever is not needed is not fetched. */
function inCache(elsewhere: PreparedSweep['elsewhere']): string {
  if (elsewhere.size === 0) return '';
  const bytes = [...elsewhere.values()].reduce((sum, each) => sum + each, 0);
  return `, ${elsewhere.size} of them in the cache (at most ${formatBytes(bytes)} to fetch)`;
}

/** What was made of models in files. */
function networkNotes({ backbones }: PreparedSweep['loaded'], runs: readonly PlannedRun[]): string[] {
  const names = new Set(runs.map(({ run }) => run.config.backbone.name));
  return [...names].flatMap((name) => {
    const { title, notes = [] } = own(backbones.registry, name)!;
    return notes.length > 0 ? [`${title}: ${notes.join('; ')}.`] : [];
  });
}

/** What a search that learns will add is not known, and so not planned. */
const toComeLine = ({ runsToCome }: PreparedSweep['loaded']): string[] =>
  runsToCome > 0
    ? [
        `The search proposes up to ${count(runsToCome, 'more run')} as it learns: none of them is in this plan.`,
      ]
    : [];

const costLine = ({ spec, runsToCome }: PreparedSweep['loaded']): string[] =>
  spec.sweep?.cost === 'aware' && runsToCome > 0
    ? ['It chooses these also by what they are expected to cost beside what is stored and planned by then.']
    : [];

const stopLine = ({ spec, runs }: PreparedSweep['loaded']): string[] =>
  spec.sweep?.stop
    ? [
        `${runs.some(({ group }) => group) ? 'Groups' : 'Runs'} that do badly are stopped (${spec.sweep.stop.method}): that is the most that is computed of them.`,
      ]
    : [];

/** What is computed of features that are, or once were, partly stored. */
function growth({ plan, cached, stocks }: Pick<PreparedSweep, 'plan' | 'cached' | 'stocks'>): string[] {
  const lines = plan.stages.flatMap(({ key, label }) => {
    const { stored, total, again = 0 } = stocks.get(key) ?? { stored: 0, total: 0 };
    if (cached.has(key) || stored + again === 0 || stored === total) return [];
    const [missing, all] = [total - stored, total].map((images) => images.toLocaleString('en'));
    return `${label}: ${missing} of ${all} images to compute${whyAgain(again, total - stored)}`;
  });
  return lines.length > 0 ? [...lines, ''] : [];
}

const whyAgain = (again: number, missing: number): string => {
  if (again === 0) return '';
  const which = again === missing ? '' : `${again.toLocaleString('en')} of them `;
  return `, ${which}again: their features were given up for space, for --recompute, or damaged`;
};

/** On what the estimate rests, so that nobody takes it for more. */
function basis(
  { flops, secondsRange, together, cluster }: SweepEstimate,
  runs: readonly PlannedRun[],
  calibration: Calibration | undefined,
): string[] {
  const stops = runs.some(({ phases }) => phases.some(({ reading }) => reading.stop));
  const atMost = stops ? ['Phases with a stop rule may end earlier than the estimate says.'] : [];
  if (calibration && secondsRange) {
    return [
      `Times as measured with ${calibration.machine.description}.`,
      ...(secondsRange[1] > 0
        ? [`In all ${roughRange(secondsRange)}, by how far estimates were off before.`]
        : []),
      ...(together?.secondsRange
        ? [`${together.workers} workers take ${roughRange(together.secondsRange)} for it together.`]
        : []),
      ...atMost,
    ];
  }
  const operations = `${(flops / 1e12).toFixed(2)} TFLOP.`;
  if (cluster)
    return [`${operations} How long they take depends on the nodes.`, clusterLine(cluster), ...atMost];
  return [
    `${operations} How long they take is not known yet: the first sweep${together ? ` with ${together.workers} workers` : ''} measures this machine.`,
    ...atMost,
  ];
}

/** What a profile says besides of how workers are started: lines of shell, and where a cluster is. */
const notAskedFor: ReadonlySet<string> = new Set(['setup', 'address']);

/** `At most 4 workers of slurm, each asked for with mem 1376M, time 2:00:00.` */
function clusterLine({ launcher, maxJobs, asks }: PlannedCluster): string {
  const said = Object.entries(asks).flatMap(([key, value]) =>
    !notAskedFor.has(key) && (typeof value === 'string' || typeof value === 'number')
      ? [`${key} ${value}`]
      : [],
  );
  const each = said.length > 0 ? `, each asked for with ${said.join(', ')}` : '';
  return `At most ${count(maxJobs, 'worker')} of ${launcher}${each}.`;
}

/** Results in TensorFloat-32 are not to be taken for exact ones. */
const precisionLine = (runs: readonly PlannedRun[]): string[] =>
  runs.some(({ run }) => run.config.precision === 'tensorfloat32')
    ? [
        'In tensorfloat32, off by about 1e-3 of the largest value; with precision: float32 it is exact, and slower.',
      ]
    : [];

/** Rounded otherwise, so that nobody looks for the bits of what was not compiled. */
const compileLine = (runs: readonly PlannedRun[]): string[] =>
  runs.some(({ run }) => run.config.compile === 'always')
    ? [
        'Compiled by XLA, once for each size of batch: times and memory count it, as if nothing of it were kept.',
      ]
    : [];

/** What `auto` has come to. */
const measuredLines = ({ measured, singlePrecision }: PreparedSweep['loaded']): string[] =>
  measured.map(({ question, taken }) =>
    taken
      ? `${takenLine(taken)}.`
      : undecidedLine(
          { settings: openSettings(question.said), ...question },
          usualValues({ singlePrecision }),
        ),
  );

/** Phases that train the same layers from the same cut are one, however many runs have them. */
function phaseLines(runs: readonly PlannedRun[]): string[] {
  // In the order in which they come last.
  const distinct = new Map<string, PlannedPhase>();
  for (const phase of runs.flatMap(({ phases }) => phases)) {
    const id = JSON.stringify([phase.name, phase.trainableParameters, phase.cut]);
    const first = distinct.get(id) ?? phase;
    distinct.delete(id);
    distinct.set(id, first);
  }
  return [...distinct.values()].flatMap(({ name, trainableParameters, parameters, cut, reason }) => [
    `${name} trains ${trainableParameters.toLocaleString('en')} of ${parameters.toLocaleString('en')} parameters`,
    `  cut at ${cut.join(' + ')}: ${reason}`,
  ]);
}

function runTable(runs: readonly PlannedRun[], cached: ReadonlySet<string>, width?: number): string {
  const rows = runs
    .slice(0, shownRuns)
    .map(({ run, stages }) => [
      run.id,
      run.name,
      `${stages.filter((key) => !cached.has(key)).length} of ${stages.length}`,
    ]);
  const more = runs.length - shownRuns;
  if (more > 0) rows.push([`… and ${more} more`, '', '']);
  return fitTable(['run', 'name', 'to compute'], rows, { width });
}
