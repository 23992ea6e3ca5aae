import { canonicalJson, inShort, type Json, own, shortestTail } from '@thaw/core';
import type { RunRecord } from '../runs/run-record.js';

/** A setting that is not the same in all runs. */
export interface Parameter {
  /** As a spec sets it: `phases.fine-tune.optimizer.learningRate`. */
  readonly path: string;
  /** The shortest ending that tells it from the others and says what it is: `learningRate`, `optimizer.name`. */
  readonly label: string;
  /** Distinct values; numbers in order, others as they come. A setting that a run does not have is undefined. */
  readonly values: readonly (Json | undefined)[];
  readonly isNumeric: boolean;
}

/** Of all settings, or of these. */
export function differingParameters(
  records: readonly RunRecord[],
  paths: readonly string[] = [...new Set(records.flatMap(({ params }) => Object.keys(params)))],
): readonly Parameter[] {
  const differing = paths
    .map((path) => ({ path, values: distinct(records.map(({ params }) => own(params, path))) }))
    .filter(({ values }) => values.length > 1);
  const names = differing.map(({ path }) => path);
  return differing.map(({ path, values }) => {
    const isNumeric = values.every((value) => typeof value === 'number');
    return {
      path,
      label: labelOf(path, names),
      values: isNumeric ? (values as number[]).toSorted((a, b) => a - b) : values,
      isNumeric,
    };
  });
}

/** Endings that mean nothing without what they belong to. */
const dependent: ReadonlySet<string> = new Set(['name', 'from', 'last', 'layers', 'factor', 'rate', 'file']);

function labelOf(path: string, all: readonly string[]): string {
  const tail = shortestTail(path, all);
  return dependent.has(tail) ? path.split('.').slice(-2).join('.') : tail;
}

const distinct = (values: readonly (Json | undefined)[]): readonly (Json | undefined)[] => [
  ...new Map(values.map((value) => [valueId(value), value])).values(),
];

/** Equal for equal values, so that these can be looked up. */
export const valueId = (value: Json | undefined): string => canonicalJson(value ?? null);

/** `1e-5`, `adamw`, `{from:block14}`; a dash where a run does not have the setting. */
export const valueText = (value: Json | undefined): string => (value === undefined ? '–' : inShort(value));
