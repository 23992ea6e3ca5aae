import { backbones as builtIn } from '@thaw/backbones/registry';
import {
  groupBy,
  isPublished,
  listing,
  own,
  ThawError,
  type Backbone,
  type BackboneRegistry,
} from '@thaw/core';
import { loadBackbones, withBuiltIn } from '@thaw/execution/backbones';
import { reachWeights, type WeightsPlaces, type WeightsReach } from '@thaw/execution/weights';
import { unknownNetwork } from '../backbones/unknown-network.js';

/** Networks that a first spec may name. */
export interface Candidates {
  /** By the names that a spec has for them. */
  readonly named: BackboneRegistry;
  /** By the names that runs have for them. */
  readonly registry: BackboneRegistry;
  /** Those that are to be chosen from: the one that was asked for, or all built in whose weights can be fetched. */
  readonly names: readonly string[];
}

const published = Object.entries<Backbone>(builtIn).flatMap(([name, backbone]) =>
  isPublished(backbone) ? [name] : [],
);

/** @throws ThawError if the one that was asked for cannot be loaded. `folder`: that of the spec. */
export async function candidates(asked: string | undefined, folder: string): Promise<Candidates> {
  const names = asked === undefined ? published : [asked];
  const { loaded, unavailable } = await loadBackbones(names, folder);
  const problem = unavailable.get(asked ?? '');
  if (problem) throw new ThawError(problem);
  const named = {
    ...builtIn,
    ...Object.fromEntries(loaded.map(({ name, backbone }) => [name, backbone])),
  };
  if (asked !== undefined && !own(named, asked)) throw new ThawError(unknownNetwork(asked));
  return { named, registry: withBuiltIn(loaded).registry, names };
}

/** A network with where its weights are from; drawn ones are from nowhere. */
export interface Reached {
  readonly name: string;
  readonly backbone: Backbone;
  readonly reach?: Exclude<WeightsReach, { from: 'nowhere' }>;
}

/**
 * The candidates whose weights are on this machine or can be fetched from here.
 * @throws ThawError if there are none, with why.
 */
export async function reachable(
  { named, names }: Candidates,
  weights: 'imagenet' | 'random',
  places: WeightsPlaces,
  signal: AbortSignal,
): Promise<readonly Reached[]> {
  const all = names.map((name) => ({ name, backbone: own(named, name)! }));
  if (weights === 'random') return all;
  const reaches = await Promise.all(all.map(({ backbone }) => reachWeights(backbone, places, signal)));
  const reached = all.flatMap((each, index) => {
    const reach = reaches[index]!;
    return reach.from === 'nowhere' ? [] : [{ ...each, reach }];
  });
  if (reached.length > 0) return reached;
  const reasons = reaches.map((reach) => (reach.from === 'nowhere' ? reach.reasons : []));
  throw new ThawError({
    code: 'THAW-INIT-NO-WEIGHTS',
    message: 'no pretrained weights can be had here',
    expected: 'weights of a network on this machine, or a way to a place that publishes them',
    found: whyNot(names, reasons).join('\n'),
    remedy: `connect this machine, set THAW_WEIGHTS_MIRROR, or put Keras's files into ${places.kerasFolder}; --weights random tries things out without any`,
  });
}

/** So many networks are named for a reason, and so many reasons told. */
const mostNamed = 4;
const mostReasons = 8;

/** Why the weights of networks cannot be had, those together that have the same reasons. */
export function whyNot(names: readonly string[], reasons: readonly (readonly string[])[]): readonly string[] {
  const networks = names.map((name, index) => ({
    name,
    why: reasons[index]!.join('; ') || 'nobody publishes any',
  }));
  const groups = [...groupBy(networks, ({ why }) => why)];
  const lines = groups.slice(0, mostReasons).map(([why, of]) => {
    const named = of.map(({ name }) => name);
    return `${listing(named, 'and', mostNamed)}: ${why}`;
  });
  const more = groups.slice(mostReasons).flatMap(([, of]) => of);
  return more.length > 0 ? [...lines, `… and ${more.length} more networks`] : lines;
}
