import {
  own,
  splitOf,
  ThawError,
  type DataConfig,
  type LoadedSpec,
  type Run,
  type SplitSettings,
} from '@thaw/core';

/** Which images there are, and how they are divided. */
export interface Division {
  readonly data: DataConfig;
  readonly split: SplitSettings;
}

/**
 * The one way in which all runs of a spec divide their images.
 * @throws ThawError `THAW-SWEEP-SEVERAL-DIVISIONS` when a sweep divides them in several ways.
 */
export function oneDivision({ name, runs }: Pick<LoadedSpec, 'name' | 'runs'>): Division {
  const runOf = new Map(runs.map((run) => [divisionId(run), run]));
  const { config } = runs[0]!;
  if (runOf.size === 1) return { data: config.data, split: splitOf(config) };
  const { group } = runs.find((run) => run.group && divisionId(run) !== divisionId(runs[0]!)) ?? {};
  if (group) throw severalParts(name, runOf.size);
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

/** Each fold, or each repeat, has a division of its own. */
const severalParts = (name: string, divisions: number): ThawError =>
  new ThawError({
    code: 'THAW-SWEEP-SEVERAL-DIVISIONS',
    message: `the runs of ${name} divide the images in ${divisions} ways`,
    expected: 'one division',
    found: 'folds or repeats, which divide anew',
    remedy: 'choose one, for example `--set data.split.fold=1`, or `--set repeat.number=1`',
  });

/** None in a run where the parameter is not there. */
const valueIn = ({ parameters }: Run, path: string): readonly string[] =>
  Object.hasOwn(parameters, path) ? [JSON.stringify(own(parameters, path))] : [];

const divisionId = ({ config }: Run): string =>
  JSON.stringify([config.data.root, config.data.manifest, splitOf(config)]);

const decidesDivision = (path: string): boolean =>
  /^(seed|data|data\.(root|manifest|split|split\..+))$/.test(path);
