import type { JournaledPoints, JournaledRun, JournaledSweep, ReplicaDifference } from '@thaw/core';
import type { MlflowClient } from '../client.js';
import { cut, limits, mlflowName } from '../limits.js';
import type { Run } from '../rest-types.js';
import { finalPoints } from './final-points.js';
import { mlflowSeries } from './metric-names.js';
import { paramsOf, paramText } from './param-text.js';

export function paramDifferences(run: JournaledRun, { data }: Run): ReplicaDifference[] {
  const there = new Map(data.params?.map(({ key, value }) => [key, value]));
  return Object.entries(paramsOf(run)).flatMap(([name, value]) => {
    const journal = cut(paramText(value), limits.paramLength);
    const server = there.get(mlflowName(name));
    return server === journal ? [] : [{ what: `param ${name}`, journal, server: server ?? 'none' }];
  });
}

/** Those that the spec sets, and these; others of Thaw's own say how far the replica has come. */
export function tagDifferences(
  sweep: JournaledSweep,
  own: Readonly<Record<string, string>>,
  { data }: Run,
): ReplicaDifference[] {
  const there = new Map(data.tags?.map(({ key, value }) => [key, value]));
  const differing = (name: string, journal: string | undefined): ReplicaDifference[] => {
    const server = there.get(mlflowName(name));
    return server === journal
      ? []
      : [{ what: `tag ${name}`, journal: journal ?? 'none', server: server ?? 'none' }];
  };
  return [
    ...Object.entries({ ...sweep.specTags, ...own }).flatMap(([name, value]) =>
      differing(name, cut(value, limits.tagLength)),
    ),
    ...[...sweep.formerTags].flatMap((name) => differing(name, undefined)),
  ];
}

/** Reads back every point of the run, and what it ends with. One that the server has twice, at whatever time, is a difference too. */
export async function pointDifferences(
  client: MlflowClient,
  run: JournaledRun,
  { info, data }: Run,
): Promise<ReplicaDifference[]> {
  const differences: ReplicaDifference[] = [];
  const expected = new Map([...mlflowSeries(run)].map(([key, series]) => [key, new Map(pointsOf(series))]));
  for (const { key, step, value, timestamp } of finalPoints(run))
    expected.set(key, new Map([[step, pointText(Number(value), timestamp)]]));
  for (const key of new Set([...expected.keys(), ...(data.metrics ?? []).map((metric) => metric.key)])) {
    const left = expected.get(key) ?? new Map<number, string>();
    for (const { step, value, timestamp } of await client.metricHistory(info.run_id, key)) {
      const server = pointText(Number(value), Number(timestamp));
      const journal = left.get(Number(step));
      if (journal === server) left.delete(Number(step));
      else differences.push({ what: `${key} at step ${step}`, journal: journal ?? 'no such point', server });
    }
    for (const [step, journal] of left)
      differences.push({ what: `${key} at step ${step}`, journal, server: 'none' });
  }
  return differences;
}

function* pointsOf({ steps, values, timesMs, length }: JournaledPoints): Generator<[number, string]> {
  for (let index = 0; index < length; index++)
    yield [steps[index]!, pointText(values[index]!, timesMs[index]!)];
}

/** MLflow's databases store infinities as the largest double. */
const pointText = (value: number, timeMs: number): string =>
  `${Math.abs(value) >= Number.MAX_VALUE ? Math.sign(value) * Infinity : value} (${new Date(timeMs).toISOString()})`;
