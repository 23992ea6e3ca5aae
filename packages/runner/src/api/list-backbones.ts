import { findNetworks } from '../backbones/find-networks.js';
import { listedBackbone, type ListedBackbone } from '../backbones/listed-backbone.js';
import { sortBackbones, type BackboneOrder } from '../backbones/sort-backbones.js';
import { inCall } from './call.js';
import { knownHere } from './known-here.js';
import type { CallOptions, Surroundings } from './options.js';
import { surroundingsOf } from './surroundings.js';

export interface ListBackbonesOptions extends Surroundings, CallOptions {
  /** Names, globs of names, packages and paths of files; none for all that are built in and those of the project's packages. */
  readonly backbones?: readonly string[];
  /** Default: as they are named, or else by family. */
  readonly order?: BackboneOrder;
}

export interface BackboneList {
  readonly networks: readonly ListedBackbone[];
  /** What the speeds were measured on; absent if this machine was not. */
  readonly machine?: string;
}

/**
 * The networks that a spec can name, with what is known of each. Nothing is measured, fetched or hashed.
 * @throws ThawError with all names that are of none.
 */
export const listBackbones = (options: ListBackbonesOptions = {}): Promise<BackboneList> =>
  inCall(options, async ({ onNotice }) => {
    const surroundings = surroundingsOf(options);
    const { backbones = [], order } = options;
    const found = await findNetworks(backbones, { ...surroundings, onNotice });
    const { machine, ...known } = await knownHere(surroundings);
    const networks = await Promise.all(
      found.map(async (each) => {
        const { graph: _, ...listed } = await listedBackbone(each, known);
        return listed;
      }),
    );
    return {
      networks: order === undefined ? networks : sortBackbones(networks, order),
      ...(machine !== undefined && { machine }),
    };
  });
