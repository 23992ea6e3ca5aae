import { canonicalJson } from '../hash/canonical-json.js';
import type { Json } from '../ports/tracker.js';
import { own } from '../records/own.js';
import type { ParameterValues } from './search.js';
import { has, type Space } from './space.js';

/** One choice that a search makes: the value of a parameter, or of several that go together. */
export interface Axis {
  /** Paths of its parameters. Several have a list of values each time, in this order. */
  readonly paths: readonly string[];
  readonly space: Space;
  /** All must hold, or its parameters are not there. */
  readonly when: readonly Condition[];
}

/** Holds where another parameter is there and has one of these values, in canonical JSON. */
export interface Condition {
  readonly path: string;
  readonly values: ReadonlySet<string>;
}

/** All that a search may propose. */
export interface SearchSpace {
  /** Those that a condition looks at come before those that it is for; otherwise as they are written. */
  readonly axes: readonly Axis[];
  /** Every parameter, as they are written. */
  readonly paths: readonly string[];
  /** Points to propose before all others. They may lie outside. */
  readonly include: readonly ParameterValues[];
  /** Points with all the values of one of these are not proposed. */
  readonly exclude: readonly ParameterValues[];
}

/** What a search chooses from. Conditions that form a circle leave out who is in it. */
export function searchSpace(
  axes: readonly Axis[],
  { include = [], exclude = [] }: Partial<Pick<SearchSpace, 'include' | 'exclude'>> = {},
): SearchSpace {
  const paths = axes.flatMap((axis) => axis.paths);
  return { axes: inOrderOfConditions(axes), paths, include, exclude };
}

function inOrderOfConditions(axes: readonly Axis[]): readonly Axis[] {
  const left = [...axes];
  const ordered: Axis[] = [];
  const isKnown = ({ path }: Condition) => ordered.some(({ paths }) => paths.includes(path));
  for (;;) {
    const index = left.findIndex(({ when }) => when.every(isKnown));
    if (index < 0) return ordered;
    ordered.push(...left.splice(index, 1));
  }
}

/** Whether the parameters of an axis are there, beside these values of others. */
export const isThere = ({ when }: Axis, values: ParameterValues): boolean =>
  when.every((condition) => {
    const value = own(values, condition.path);
    return value !== undefined && condition.values.has(canonicalJson(value));
  });

/** The values of an axis's parameters, by path. */
export const valuesOn = ({ paths }: Pick<Axis, 'paths'>, value: Json): ParameterValues =>
  paths.length === 1
    ? { [paths[0]!]: value }
    : Object.fromEntries(paths.map((path, index) => [path, (value as readonly Json[])[index]!]));

/** The value of an axis at a point; undefined where its parameters are not there. */
export function valueOn({ paths }: Axis, point: ParameterValues): Json | undefined {
  if (paths.length === 1) return own(point, paths[0]!);
  const values = paths.map((path) => own(point, path));
  return values.includes(undefined) ? undefined : (values as readonly Json[]);
}

/** A point, by the value of each axis that is there beside the others. */
export function pointOf({ axes, paths }: SearchSpace, valueOf: (axis: Axis) => Json): ParameterValues {
  const values: Record<string, Json> = {};
  for (const axis of axes) if (isThere(axis, values)) Object.assign(values, valuesOn(axis, valueOf(axis)));
  return inOrder(paths, values);
}

/**
 * Whether a point is one that a search in this space may propose: each parameter that is there has one of its values, no other has any,
 * and it is not excluded; or it is to be included.
 */
export function mayBeProposed(space: SearchSpace, point: ParameterValues): boolean {
  if (space.exclude.some((excluded) => agrees(point, excluded))) return false;
  const json = canonicalJson(point);
  if (space.include.some((each) => canonicalJson(each) === json)) return true;
  const there = space.axes.filter((axis) => isThere(axis, point));
  const paths = new Set(there.flatMap((axis) => axis.paths));
  const isWhole = there.every((axis) => has(axis.space, valueOn(axis, point)));
  return isWhole && Object.keys(point).every((path) => paths.has(path));
}

/** The same values as parameters are written. */
export const inOrder = (paths: readonly string[], values: ParameterValues): ParameterValues =>
  Object.fromEntries(
    paths.flatMap((path) => (Object.hasOwn(values, path) ? [[path, own(values, path)!]] : [])),
  );

/** Whether a point has all the values of another, which may say less. */
export const agrees = (point: ParameterValues, other: ParameterValues): boolean =>
  Object.entries(other).every(([path, value]) => {
    const found = own(point, path);
    return found !== undefined && canonicalJson(found) === canonicalJson(value);
  });

/** Which points of a space may yet be proposed: each once, and none that is excluded. */
export class NewPoints {
  readonly #known = new Set<string>();

  constructor(private readonly space: SearchSpace) {}

  /** Whether a point may be proposed; from then on it may not. */
  take(point: ParameterValues): boolean {
    if (!this.has(point)) return false;
    this.#known.add(canonicalJson(point));
    return true;
  }

  has(point: ParameterValues): boolean {
    if (this.#known.has(canonicalJson(point))) return false;
    return !this.space.exclude.some((excluded) => agrees(point, excluded));
  }
}

/** Repeats in a row before a space that is drawn from counts as exhausted. */
const patience = 1000;

/**
 * The first `most` points of a space: those to include, then those that are drawn, each once and none that is excluded. Fewer
 * where nothing new comes any more.
 */
export function drawPoints(
  space: SearchSpace,
  most: number,
  draw: () => ParameterValues,
  fresh = new NewPoints(space),
): readonly ParameterValues[] {
  const points = space.include.slice(0, most).filter((point) => fresh.take(point));
  for (let repeats = 0; points.length < most && repeats < patience;) {
    const point = draw();
    repeats = fresh.take(point) ? 0 : repeats + 1;
    if (repeats === 0) points.push(point);
  }
  return points;
}
