import type { Problem, SourcePosition } from '../errors/problem.js';
import type { Parameter } from '../sweep/parameter.js';
import type { ScoreName } from '../transferability/transfer-scores.js';
import { defaults } from './defaults.js';
import { modelName } from './model-name.js';
import { locateIn, type Origin } from './origins.js';
import type { PartialSpec } from './spec.js';

/** What a spec leaves to a comparison of networks by their features. */
export interface Screen {
  readonly networks: readonly string[];
  /** How many of them are swept. */
  readonly keep: number;
  readonly by: ScoreName;
}

export interface Unfolded {
  readonly spec: PartialSpec;
  readonly origins: readonly Origin[];
  readonly screen: Screen | undefined;
  readonly problems: readonly Problem[];
}

const path = 'backbone.name';

/** The network of a spec, where it names one or the file of a model. */
export function networkName({ name, model, output, preprocessing }: WrittenNetwork = {}): string | undefined {
  if (typeof name === 'string') return name;
  return model === undefined ? undefined : modelName({ path: model, output, preprocessing });
}

interface WrittenNetwork {
  /** A screening, where it is no text. */
  readonly name?: unknown;
  readonly model?: string | undefined;
  readonly output?: string | undefined;
  readonly preprocessing?: string | undefined;
}

/**
 * A spec in which a screening is what it comes to: a sweep over its networks, before all other parameters, that excludes those which are not kept. While
 * nobody has compared them none is excluded, so that what is wrong with any of them is told before. What is swept is found where the
 * screening has it. `kept`: their places in the list.
 */
export function unfoldScreen(
  spec: PartialSpec,
  origins: readonly Origin[],
  kept: readonly number[] | undefined,
): Unfolded {
  const { backbone, sweep } = spec;
  const written = backbone?.name;
  if (typeof written !== 'object') return { spec, origins, screen: undefined, problems: [] };
  const { screen: listed = [], keep = defaults.screen.keep, by = defaults.screen.by } = written;
  const networks = listed.filter((name) => name !== undefined);
  const named = { ...spec, backbone: { ...backbone, name: networks[0] } } as PartialSpec;
  const locate = locateIn(origins);
  const also = Object.keys(sweep?.parameters ?? {}).find((each) => [path, 'backbone'].includes(each));
  if (also !== undefined)
    return { spec: named, origins, screen: undefined, problems: [conflict(also, locate)] };
  // What is wrong with the list itself is told already.
  if (networks.length < 2) return { spec: named, origins, screen: undefined, problems: [] };
  const excluded = kept ? networks.filter((_, place) => !kept.includes(place)) : [];
  const exclude = [...(sweep?.exclude ?? []), ...excluded.map((name) => ({ [path]: name }))];
  return {
    spec: {
      ...named,
      sweep: {
        ...sweep,
        parameters: { [path]: networks, ...sweep?.parameters },
        ...(exclude.length > 0 && { exclude }),
      },
    } as PartialSpec,
    origins: [...origins, placeOfNetworks(locate)],
    screen: { networks, keep, by },
    problems: keep < networks.length ? [] : [keepsAll(keep, networks.length, locate)],
  };
}

/** Where the values of what is swept are written. */
const placeOfNetworks = (locate: Origin['locate']): Origin => ({
  keys: ['sweep', 'parameters', path],
  locate: (keys, part) => locate(['backbone', 'name', 'screen', ...keys], part),
});

/** Every parameter that is written, also where something is wrong with it, and the one that a screening is. */
export const sweptNames = (value: unknown, screen: Screen | undefined): readonly string[] => [
  ...(screen ? [path] : []),
  ...Object.keys((value as PartialSpec | null)?.sweep?.parameters ?? {}),
];

/** Those of the sweep as it is written. */
export const writtenParameters = (
  parameters: readonly Parameter[],
  screen: Screen | undefined,
): readonly Parameter[] => parameters.filter(({ setting }) => !screen || setting.path !== path);

const conflict = (swept: string, locate: Origin['locate']): Problem => ({
  code: 'THAW-SPEC-CONFLICTING-KEYS',
  message: `${path} is screened, and ${swept} is swept`,
  position: locate(['sweep', 'parameters', swept], 'key'),
  expected: `${path}.screen or sweep.parameters.${swept}`,
  found: 'both',
  remedy: 'keep one of them: what is screened is swept as far as it is kept',
});

const keepsAll = (keep: number, networks: number, locate: Origin['locate']): Problem => ({
  code: 'THAW-SPEC-SCREEN-KEEPS-ALL',
  message: 'the screening would keep every network',
  position: locate([...path.split('.'), 'keep'], 'value'),
  expected: `less than ${networks}, the number of networks`,
  found: `${path}.keep: ${keep}`,
  remedy: `set \`keep\`, or sweep them all: \`sweep.parameters.${path}: […]\``,
});

/** Of a value of a sweep that is a screening itself. */
export const screenSwept = (position: SourcePosition): Problem => ({
  code: 'THAW-SPEC-SCREEN-SWEPT',
  message: 'a screening is swept as if it were a network',
  position,
  expected: 'the name of a network',
  found: 'a map',
  remedy: `write the screening as \`${path}\` itself`,
});
