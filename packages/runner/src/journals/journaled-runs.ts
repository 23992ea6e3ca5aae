import { didYouMean, ThawError, type RunConfig, type TrackerEvent } from '@thaw/core';
import { journalsIn, readSweep, type RunRecord, type SweepRecord } from '@thaw/tracker/journals';
import { longCount } from '../text/count.js';
import { configIn, writtenConfig, type WrittenConfig } from './config-of.js';

/** Who computed a stage, and when that was journaled. */
export interface ComputedBy {
  readonly sweep: string;
  readonly run: string;
  readonly timeMs: number;
}

/** A run as the journal of one sweep has it. */
export interface JournaledRun {
  readonly record: RunRecord;
  readonly sweep: Pick<SweepRecord, 'id' | 'name' | 'experiment' | 'screened'>;
  /** As it was resolved; its paths are absolute. Absent while the journal lacks it. */
  readonly config: RunConfig | undefined;
  readonly startedMs: number;
}

/** All that the journals of a store say of runs and of who computed what. */
export interface Journals {
  readonly runs: readonly JournaledRun[];
  /** By the stages' keys. */
  readonly computedBy: ReadonlyMap<string, ComputedBy>;
}

export async function readJournals(folder: string): Promise<Journals> {
  const runs: JournaledRun[] = [];
  const computedBy = new Map<string, ComputedBy>();
  for (const file of await journalsIn(folder)) {
    const configs = new Map<string, WrittenConfig>();
    const started = new Map<string, number>();
    const { sweep, runs: records } = await readSweep(file, (event) => {
      if (event.type === 'run-started') started.set(event.run, event.timeMs);
      const written = writtenConfig(event);
      if (written) configs.set(written.run, written);
      if (event.type === 'stages') noteComputed(event, computedBy);
    });
    for (const record of sweep ? records : [])
      runs.push(journaledRun(record, sweep!, started.get(record.id) ?? 0, configs.get(record.id)));
  }
  return { runs, computedBy };
}

/** Its configuration is read when it is looked at: of a thousand runs one is wanted. */
function journaledRun(
  record: RunRecord,
  sweep: SweepRecord,
  startedMs: number,
  written: WrittenConfig | undefined,
): JournaledRun {
  let config: RunConfig | undefined;
  return {
    ...{ record, sweep, startedMs },
    get config() {
      return (config ??= written && configIn(written));
    },
  };
}

/** A stage that was computed more than once is what the last computation made it. */
function noteComputed(
  { stages, sweep, run, timeMs }: TrackerEvent & { type: 'stages' },
  computedBy: Map<string, ComputedBy>,
): void {
  for (const { key, status } of stages) {
    if (status === 'computed' && timeMs > (computedBy.get(key)?.timeMs ?? 0))
      computedBy.set(key, { sweep, run, timeMs });
  }
}

/**
 * The run of this id, or whose id begins so. In several sweeps it is the same run; it is taken from one in which it
 * finished, if there is one, and of those from the one that ran it last.
 * @throws ThawError `THAW-RUN-UNKNOWN`, `THAW-RUN-AMBIGUOUS`.
 */
export function findRun(runs: readonly JournaledRun[], wanted: string): JournaledRun {
  const found = called(runs, wanted, idOf);
  const [only, another] = distinct(found, idOf);
  if (only && !another) return only;
  throw another ? ambiguous(wanted, found) : unknown(wanted, runs);
}

/**
 * The same, or the runs of the configuration that is called so: of a run that is in several sweeps, as `findRun` has it.
 * @throws ThawError `THAW-RUN-UNKNOWN`, `THAW-RUN-AMBIGUOUS`.
 */
export function findRunOrGroup(
  runs: readonly JournaledRun[],
  wanted: string,
): JournaledRun | readonly JournaledRun[] {
  const members = called(runs, wanted, groupOf);
  const [group, another] = distinct(members, groupOf);
  if (!group) return findRun(runs, wanted);
  const alone = called(runs, wanted, idOf);
  if (another || alone.length > 0) throw ambiguous(wanted, [...alone, ...members]);
  return distinct(members, idOf);
}

type IdOf = (run: JournaledRun) => string | undefined;

const idOf: IdOf = ({ record }) => record.id;
const groupOf: IdOf = ({ record }) => record.group?.id;

const called = (runs: readonly JournaledRun[], wanted: string, idOf: IdOf) =>
  runs.filter((run) => idOf(run)?.startsWith(wanted.toLowerCase()));

/** One of each id: one that has finished, if there is one, and of those the one that was started last. */
function distinct(runs: readonly JournaledRun[], idOf: IdOf): readonly JournaledRun[] {
  const isFinished = ({ record }: JournaledRun) => Number(record.status === 'finished');
  const byUse = runs.toSorted((a, b) => isFinished(a) - isFinished(b) || a.startedMs - b.startedMs);
  return [...new Map(byUse.map((run) => [idOf(run), run])).values()];
}

const named = ({ record, sweep }: JournaledRun): string =>
  `${record.id} (${sweep.name}: ${record.name})${record.group ? ` of group ${record.group.id}` : ''}`;

const ambiguous = (wanted: string, found: readonly JournaledRun[]) =>
  new ThawError({
    code: 'THAW-RUN-AMBIGUOUS',
    message: `several runs have ids that begin with ${wanted}`,
    expected: 'the whole id of a run, or as much of it as no other begins with',
    found: `\n${found.map((run) => `  ${named(run)}`).join('\n')}`,
    remedy: 'write one or two more digits',
  });

function unknown(wanted: string, runs: readonly JournaledRun[]): ThawError {
  const remedy =
    didYouMean(wanted, new Set(runs.map(({ record }) => record.id))) ??
    (runs.length > 0
      ? '`thaw runs` lists the runs of the store'
      : 'start some with `thaw sweep --spec FILE`');
  return new ThawError({
    code: 'THAW-RUN-UNKNOWN',
    message: `the store has no run ${wanted}`,
    expected: 'the id of a run, or its beginning',
    found:
      runs.length > 0
        ? `${longCount(new Set(runs.map(({ record }) => record.id)).size, 'run')}, none of this id`
        : 'no runs at all',
    remedy,
  });
}
