import { imageSizeFault, ownPool, readSelector, ThawError } from '@thaw/core';
import { findNetwork } from '../backbones/find-networks.js';
import { inspectNetwork, type InspectedBackbone } from '../backbones/inspected-backbone.js';
import { listedBackbone } from '../backbones/listed-backbone.js';
import { knownHere } from './known-here.js';
import { inCall } from './call.js';
import type { CallOptions, Surroundings } from './options.js';
import { surroundingsOf } from './surroundings.js';

export interface InspectBackboneOptions extends Surroundings, CallOptions {
  /** The name of one that is built in, a package, or the path of a file. */
  readonly backbone: string;
  /** Side of its images in pixels. Default: that which it was trained with. */
  readonly imageSize?: number;
  /** A selector, as YAML, as it stands in a spec after `trainable:`. Default: none, the last blocks one after another, and all. */
  readonly trainable?: string;
}

/**
 * One network, block by block and layer by layer, with where selectors cut it and what they train.
 * @throws ThawError with all that is wrong.
 */
export const inspectBackbone = (options: InspectBackboneOptions): Promise<InspectedBackbone> =>
  inCall(options, async () => (await lookInto(options)).network);

/**
 * The same as a page in which selectors can be tried: HTML that needs nothing else. It begins with `trainable`, or the last block.
 * @throws ThawError with all that is wrong.
 */
export const drawBackbone = (options: InspectBackboneOptions): Promise<string> =>
  inCall(options, async () => {
    // Imported when it is wanted: what pages are made of would make every command start more slowly.
    const { networkPage } = await import('../backbones/network-page.js');
    const { selector = { last: 1 }, ...drawn } = await lookInto(options);
    return networkPage({ ...drawn, trainable: selector, timeMs: Date.now() });
  });

async function lookInto(options: InspectBackboneOptions) {
  const surroundings = surroundingsOf(options);
  const { imageSize, trainable } = options;
  const { backbone, ...named } = await findNetwork(options.backbone, surroundings);
  const fault = imageSize !== undefined && imageSizeFault(backbone, imageSize);
  if (fault) {
    const { message, expected } = fault;
    throw new ThawError({ code: 'THAW-CLI-BAD-VALUE', message, expected, found: `${imageSize} px` });
  }
  const known = await knownHere(surroundings);
  const listed = await listedBackbone({ backbone, ...named }, known, imageSize);
  const { graph } = listed;
  const selector = trainable === undefined ? undefined : readSelector(trainable, graph, '--trainable');
  return { network: inspectNetwork(listed, backbone, selector), graph, pool: ownPool(backbone), selector };
}
