import { shortNumber } from '../spec/describe.js';
import type { ParameterValues } from './search.js';
import { own } from '../records/own.js';

/**
 * Names points of a sweep over these paths for people, by the shortest endings that tell the paths apart:
 * `dropout=0.2 learningRate=1e-5`. What a point does not have is not named. Without paths the name is empty.
 */
export function runNames(paths: readonly string[]): (point: ParameterValues) => string {
  const labels = paths.map((path) => ({ path, label: shortestTail(path, paths) }));
  return (point) =>
    labels
      .filter(({ path }) => Object.hasOwn(point, path))
      .map(({ path, label }) => `${label}=${inShort(own(point, path))}`)
      .join(' ');
}

/** The shortest ending of a path that no other path has. */
export function shortestTail(path: string, paths: readonly string[]): string {
  const segments = path.split('.');
  const tails = segments.map((_, index) => segments.slice(index).join('.')).reverse();
  return tails.find((tail) => paths.filter((other) => `.${other}`.endsWith(`.${tail}`)).length === 1) ?? path;
}

/** A setting's value for people: `1e-5`, `adamw`, `{from:block14}`. */
export function inShort(value: unknown): string {
  if (typeof value !== 'number')
    return typeof value === 'string' ? value : JSON.stringify(value).replaceAll('"', '');
  const written = shortNumber(value);
  return written.length > 10 ? shortNumber(Number(value.toPrecision(4))) : written;
}
