import {
  areSeveral,
  canonicalJson,
  costsOf,
  meanOf,
  networkFacts,
  objectivesIn,
  own,
  searchLearns,
  ThawError,
  type Knowledge,
  type KnownConfiguration,
  type KnownPoint,
  type LoadedSpec,
  type Objective,
  type ParameterValues,
  type PlannedRun,
  type Run,
  type RunConfig,
} from '@thaw/core';
import {
  journalPath,
  journalsIn,
  metricValue,
  readOutline,
  readSweep,
  type RunRecord,
} from '@thaw/tracker/journals';
import { existsSync } from 'node:fs';
import { configIn, writtenConfig, type WrittenConfig } from '../journals/config-of.js';

export interface KnowledgeOptions {
  readonly loaded: LoadedSpec;
  /** The first run that the search would propose if it knew nothing. */
  readonly first: PlannedRun;
  /** Plans runs without adding them to the plan. */
  readonly aside: (runs: readonly Run[]) => Promise<readonly PlannedRun[]>;
  /** The folder of the store's journals. */
  readonly journals: string;
}

/** A run of another sweep that has finished. */
interface DoneRun {
  readonly record: RunRecord;
  readonly config: RunConfig;
  readonly sweep: { readonly id: string; readonly name: string };
}

/** Whether a search begins with what other sweeps have come to. */
export const isToKnow = ({ spec: { sweep } }: Pick<LoadedSpec, 'spec'>): boolean =>
  sweep?.from === 'journal' && searchLearns(sweep.method);

/**
 * What other sweeps of the store have come to in the space of this one: of every configuration that this one could come to, by the keys
 * of what evaluates it, so that all that it does not sweep is the same, data and weights included. A sweep that has begun knows
 * what it knew then, whatever others have done since, as long as its spec comes to the same.
 */
export async function knowledgeOf(options: KnowledgeOptions): Promise<Knowledge> {
  const recorded = await readRecorded(options);
  return recorded && (await isTrue(recorded, options))
    ? recorded
    : { ...(await readOthers(options)), first: options.first.evaluate };
}

/** As a search is told of it. */
export const knownPoints = ({ configurations }: Knowledge, objective: Objective): readonly KnownPoint[] =>
  configurations.map(({ parameters, metrics }) => {
    const costs = costsOf({ status: 'finished', metrics }, objective);
    return { point: parameters, value: areSeveral(objective) ? costs : costs?.[0] };
  });

async function readRecorded({ loaded, journals }: KnowledgeOptions): Promise<Knowledge | undefined> {
  const file = journalPath(journals, loaded.sweepId);
  if (!existsSync(file)) return undefined;
  let knows: Knowledge | undefined;
  for await (const event of readOutline(file)) if (event.type === 'sweep-started') knows = event.knows;
  return knows;
}

/** Whether the spec still comes to what it came to then, its data and weights included. */
async function isTrue({ configurations, first }: Knowledge, options: KnowledgeOptions): Promise<boolean> {
  if (first !== undefined && first !== options.first.evaluate) return false;
  for (const { parameters, stages } of configurations)
    if (canonicalJson(evaluationsOf(await plannedAt(parameters, options))) !== canonicalJson(stages))
      return false;
  return true;
}

async function readOthers(options: KnowledgeOptions): Promise<Omit<Knowledge, 'first'>> {
  const done = await readDone(options);
  const byEvaluation = new Map<string, DoneRun>();
  for (const run of done)
    for (const { kind, key } of run.record.stages)
      if (kind === 'evaluate' && !byEvaluation.has(key)) byEvaluation.set(key, run);
  const seen = new Set<string>();
  const configurations: KnownConfiguration[] = [];
  let outside = 0;
  for (const { config } of done) {
    const place = options.loaded.placeOf(config);
    const id = place && canonicalJson(place.point);
    if (id === undefined || seen.has(id)) continue;
    seen.add(id);
    const planned = await plannedAt(place!.point, options);
    const stages = evaluationsOf(planned);
    const runs = stages.flatMap((key) => byEvaluation.get(key) ?? []);
    if (runs.length === 0 || runs.length < stages.length) continue;
    const known = configurationOf(place!.point, planned, runs, options.loaded.objective);
    if (!known) continue;
    if (place!.isInside) configurations.push(known);
    else outside++;
  }
  return { configurations, outside };
}

/** Runs of other sweeps, in the order in which they began. */
async function readDone({ loaded, journals }: KnowledgeOptions): Promise<readonly DoneRun[]> {
  const done: DoneRun[] = [];
  for (const file of await journalsIn(journals)) {
    if (file === journalPath(journals, loaded.sweepId)) continue;
    const configs = new Map<string, WrittenConfig>();
    const { sweep, runs } = await readSweep(file, (event) => {
      const written = writtenConfig(event);
      if (written) configs.set(written.run, written);
    });
    for (const record of runs.filter(({ status }) => status === 'finished')) {
      const written = configs.get(record.id);
      const config = written && configIn(written);
      if (sweep && config) done.push({ record, config, sweep });
    }
  }
  return done.toSorted((a, b) => a.record.startedMs - b.record.startedMs);
}

/** Keys of the stages that evaluate runs. */
const evaluationsOf = (planned: readonly PlannedRun[]): readonly string[] =>
  planned.map(({ evaluate }) => evaluate);

/** The runs that a point comes to; none where it comes to nothing. */
async function plannedAt(
  point: ParameterValues,
  { loaded, aside }: KnowledgeOptions,
): Promise<readonly PlannedRun[]> {
  const runs = loaded.runsAt(point);
  if ('error' in runs) return [];
  try {
    return await aside(runs);
  } catch (error) {
    // Data or weights of another configuration may be gone.
    if (error instanceof ThawError) return [];
    throw error;
  }
}

/** None where the runs do not have what this sweep is ranked by. */
function configurationOf(
  parameters: ParameterValues,
  planned: readonly PlannedRun[],
  runs: readonly DoneRun[],
  objective: Objective,
): KnownConfiguration | undefined {
  const [{ sweep }] = runs as readonly [DoneRun, ...DoneRun[]];
  // What is known of a network is tracked only where it is an objective.
  const all = runs.map(({ record }, index) => ({ ...networkFacts(planned[index]!), ...record.metrics }));
  const metrics = objectivesIn(objective).map(({ metric }) => metric);
  if (metrics.some((metric) => all.some((each) => own(each, metric) === undefined))) return undefined;
  const mean = (metric: string) => meanOf(all.map((each) => Number(own(each, metric))));
  return {
    ...{ parameters, sweep: sweep.id, name: sweep.name, stages: evaluationsOf(planned) },
    runs: runs.map(({ record }) => record.id),
    metrics: Object.fromEntries(metrics.map((metric) => [metric, metricValue(mean(metric))])),
  };
}
