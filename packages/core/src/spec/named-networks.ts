import { ThawError } from '../errors/problem.js';
import type { Parameter } from '../sweep/parameter.js';
import { isMap } from './compose/piece.js';
import { specSchemaNode } from './schema-node.js';
import { backboneIsKnown, imageSizeFits, recordIsKnown, weightsAreKnown } from './meaning/backbone.js';
import { poolFits } from './meaning/pool.js';
import type { Networks } from './networks.js';
import { inReadingOrder } from './reading-order.js';
import { resolveRun, withAbsolutePaths, type SpecSurroundings } from './resolve-run.js';
import type { RunConfig } from './run-config.js';
import type { Locate } from './schema-problems.js';
import { networkName } from './screen.js';
import { inFull } from './shorthand.js';
import type { Spec } from './spec.js';
import { withSetting } from './with-setting.js';

export interface NamedNetworksOptions extends SpecSurroundings {
  readonly networks: Networks;
  readonly locate: Locate;
  readonly file: string;
  readonly resolvePath: (path: string) => string;
  /** Whether the names are from elsewhere, and have no place in the spec. */
  readonly areGiven: boolean;
}

const checks = [backboneIsKnown, imageSizeFits, recordIsKnown, weightsAreKnown, poolFits];

/**
 * A valid spec with each of these networks in turn, as a run would have it. What it sweeps is as it stands outside of its sweep, and what thaws
 * is not looked at: for as long as nothing is trained it does not matter.
 * @throws ThawError with all that is wrong with the networks.
 */
export function namedNetworks(
  spec: Spec,
  names: readonly string[],
  { networks, locate, file, resolvePath, areGiven, ...surroundings }: NamedNetworksOptions,
): readonly RunConfig[] {
  const named = [...new Set(names)].map(
    (name) => withSetting(spec, ['backbone', 'name'], name, specSchemaNode) as Spec,
  );
  const problems = named.flatMap((each) => checks.flatMap((check) => check(each, { networks, locate })));
  const placed = areGiven ? problems.map(({ position: _, ...problem }) => problem) : problems;
  if (placed.length > 0) throw new ThawError(inReadingOrder(placed, file));
  return named.map((each) => withAbsolutePaths(resolveRun(each, surroundings), resolvePath));
}

/** Those that it sweeps, or the one that it has. */
export function networkNamesIn({ backbone }: Spec, parameters: readonly Parameter[]): readonly string[] {
  const paths = ['backbone.name', 'backbone.model', 'backbone'];
  const swept = parameters.find(({ setting }) => paths.includes(setting.path));
  const itself = networkName(backbone)!;
  if (swept?.space.kind !== 'choice') return [itself];
  return swept.space.values.map((value) => {
    const key = swept.setting.keys.at(-1)!;
    const whole = inFull(value, swept.setting.schema);
    const each = isMap(whole) ? whole : { ...backbone, name: undefined, [key]: value };
    return networkName(each) ?? itself;
  });
}
