import {
  endingEpoch,
  isMeasuredAtEnd,
  type Json,
  type MetricName,
  own,
  type PhaseOutcome,
  type PhaseToRead,
  readPhases,
  runMetrics,
} from '@thaw/core';
import type { Series } from './series.js';

/** What a journal says of a run that its results follow from. */
export interface RunTold {
  /** The resolved configuration by paths. */
  readonly params: Readonly<Record<string, Json>>;
  /** Names of its phases, in order; journals of older versions have none. */
  readonly phaseNames: readonly string[];
  readonly series: ReadonlyMap<string, Series>;
}

export interface RunRead {
  readonly phases: readonly PhaseOutcome[];
  /** The step whose weights it ends with; 0 before the first. */
  readonly endingStep: number;
  /** Of these weights. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** How a run went through its phases and what it has come to so far: see `runMetrics`. */
export function readRun({ params, phaseNames, series }: RunTold): RunRead {
  const byEpoch = [...series].filter(([metric]) => !isMeasuredAtEnd(metric));
  const steps = [...new Set(byEpoch.flatMap(([, each]) => each.steps))].toSorted((a, b) => a - b);
  const epochs = steps.map((step) =>
    Object.fromEntries(
      byEpoch.flatMap(([metric, points]) => {
        const index = points.find(step);
        return index === undefined ? [] : [[metric, points.values[index]!]];
      }),
    ),
  );
  const read = readPhases(epochs, phasesToRead(params, phaseNames));
  const stepOf = (epoch: number): number => steps[epoch - 1] ?? 0;
  const measuredAtEnd = [...series].filter(([metric, { length }]) => isMeasuredAtEnd(metric) && length > 0);
  return {
    phases: read.map(({ name, first, last, chosen }) => ({
      ...{ name, first: stepOf(first), last: stepOf(last), chosen: stepOf(chosen) },
    })),
    endingStep: stepOf(endingEpoch(epochs, read)),
    metrics: runMetrics(
      epochs,
      read,
      Object.fromEntries(measuredAtEnd.map(([metric, { values }]) => [metric, values.at(-1)!])),
    ),
  };
}

function phasesToRead(params: RunTold['params'], names: readonly string[]): readonly PhaseToRead[] {
  const known = names.length > 0 ? names : phasesOf(params);
  return known.map((name) => {
    const setting = (path: string): Json | undefined => own(params, `phases.${name}.${path}`);
    const epochs = setting('epochs');
    if (typeof epochs !== 'number') return { name };
    const metric = setting('stop.metric');
    const stop = typeof metric === 'string' && {
      metric: metric as MetricName,
      patience: Number(setting('stop.patience')),
      minDelta: Number(setting('stop.minDelta')),
    };
    return { name, reading: { epochs, ...(stop && { stop }) } };
  });
}

const phasesOf = (params: RunTold['params']): readonly string[] =>
  Object.keys(params).flatMap((path) => /^phases\.(.+)\.epochs$/.exec(path)?.[1] ?? []);
