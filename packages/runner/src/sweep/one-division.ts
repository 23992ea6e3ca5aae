import { own, ThawError, type DataConfig, type LoadedSpec, type Run } from '@thaw/core';

/** Which images there are, and how they are divided. */
export interface Division {
  readonly data: DataConfig;
  readonly seed: number;
}

/**
 * The one way in which all runs of a spec divide their images.
 * @throws ThawError `THAW-SWEEP-SEVERAL-DIVISIONS` when a sweep divides them in several ways.
 */
export function oneDivision({ name, runs }: Pick<LoadedSpec, 'name' | 'runs'>): Division {
  const runOf = new Map(runs.map((run) => [divisionId(run), run]));
  const { data, seed } = runs[0]!.config;
  if (runOf.size === 1) return { data, seed };
  const swept = [...new Set(runs.flatMap(({ parameters }) => Object.keys(parameters)))]
    .filter(decidesDivision)
    .map((path) => ({
      path,
      values: [...new Set(runs.flatMap((run) => valueIn(run, path)))],
    }))
    .filter(({ values }) => values.length > 1);
  throw new ThawError({
    code: 'THAW-SWEEP-SEVERAL-DIVISIONS',
    message: `the runs of ${name} divide the images in ${runOf.size} ways`,
    expected: 'one division',
    found: swept.map(({ path, values }) => `${path}: ${values.join(', ')}`).join('; '),
    remedy: `choose one, for example ${swept
      .map(({ path, values }) => `--set 'sweep.parameters.${path}=[${values[0]}]'`)
      .join(' ')}`,
  });
}

/** None in a run where the parameter is not there. */
const valueIn = ({ parameters }: Run, path: string): readonly string[] =>
  Object.hasOwn(parameters, path) ? [JSON.stringify(own(parameters, path))] : [];

const divisionId = ({ config: { data, seed } }: Run): string =>
  JSON.stringify([data.root, data.manifest, data.split, seed]);

const decidesDivision = (path: string): boolean =>
  /^(seed|data|data\.(root|manifest|split|split\..+))$/.test(path);
