import { canonicalJson, own, type Json, type LoadedSpec } from '@thaw/core';

export interface SweptRun {
  /** What the sweep sets, by the paths that it names: `head.dropout`, or a whole map. */
  readonly parameters: Readonly<Record<string, Json>>;
  /** All settings, by paths. */
  readonly params: Readonly<Record<string, Json>>;
}

/**
 * Paths of the settings that the sweep has set and that its runs do not have in common, or those that are to come may not.
 * Settings that a swept one brings along, as each optimizer has its own, are not among them: they say nothing that it does
 * not. `mayVary`: what is swept of which a search may yet propose other values.
 */
export function differingSettings(
  runs: readonly SweptRun[],
  mayVary: readonly string[] = [],
): readonly string[] {
  const known = new Set(runs.flatMap(({ params }) => Object.keys(params)));
  const settings = (of: (parameter: string) => boolean) => {
    const swept = runs.flatMap(({ parameters }) =>
      Object.entries(parameters).flatMap(([path, value]) => (of(path) ? writtenPaths(path, value) : [])),
    );
    return new Set(swept.flatMap((path) => settingsAt(path, known)));
  };
  const varying = settings((path) => mayVary.includes(path));
  return [...settings(() => true)].filter(
    (path) =>
      varying.has(path) ||
      new Set(runs.map(({ params }) => canonicalJson(own(params, path) ?? null))).size > 1,
  );
}

/** The parameters of which a search may yet propose other values than those of the points that are certain. */
export function openParameters({
  spec,
  search,
  screen,
}: Pick<LoadedSpec, 'spec' | 'search' | 'screen'>): readonly string[] {
  const asked = search();
  for (const _ of asked.certain()) asked.ask();
  if (asked.ask() === undefined) return [];
  const swept = Object.entries(spec.sweep?.parameters ?? {})
    .filter(
      ([, space]) => (Array.isArray(space) ? space : ('choice' in space && space.choice) || []).length !== 1,
    )
    .map(([path]) => path);
  return [...(screen && screen.keep > 1 ? ['backbone.name'] : []), ...swept];
}

/** What a value for a path sets. Of a list of phases each is known by its name. */
function writtenPaths(path: string, value: Json): readonly string[] {
  if (Array.isArray(value) && value.length > 0 && value.every(isNamed))
    return value.flatMap(({ name, ...rest }) => writtenPaths(`${path}.${name}`, rest));
  if (!isMap(value) || Object.keys(value).length === 0) return [path];
  return Object.entries(value).flatMap(([key, member]) => writtenPaths(`${path}.${key}`, member));
}

/** A name may stand for a map with that name: `schedule: cosine`. */
function settingsAt(path: string, known: ReadonlySet<string>): readonly string[] {
  if (known.has(path)) return [path];
  if (known.has(`${path}.name`)) return [`${path}.name`];
  return [...known].filter((each) => each.startsWith(`${path}.`));
}

const isMap = (value: Json): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isNamed = (value: Json): value is { readonly name: string; readonly [key: string]: Json } =>
  isMap(value) && typeof own(value, 'name') === 'string';
