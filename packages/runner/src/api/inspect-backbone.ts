import { imageSizeFault, readSelector, ThawError } from '@thaw/core';
import { latestCalibration, machineSpeed } from '@thaw/execution/calibration';
import { findNetwork } from '../backbones/find-networks.js';
import { inspectNetwork, type InspectedBackbone } from '../backbones/inspected-backbone.js';
import { listedBackbone } from '../backbones/listed-backbone.js';
import { inCall } from './call.js';
import type { CallOptions, Surroundings } from './options.js';
import { surroundingsOf, weightsPlaces } from './surroundings.js';

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
  inCall(options, async () => {
    const surroundings = surroundingsOf(options);
    const { imageSize, trainable } = options;
    const network = await findNetwork(options.backbone, surroundings);
    const fault = imageSize !== undefined && imageSizeFault(network.backbone, imageSize);
    if (fault) {
      const { message, expected } = fault;
      throw new ThawError({ code: 'THAW-CLI-BAD-VALUE', message, expected, found: `${imageSize} px` });
    }
    const places = weightsPlaces(surroundings);
    const calibration = await latestCalibration(places.cacheFolder);
    const known = { weightsPlaces: places, speed: calibration && machineSpeed(calibration) };
    const listed = await listedBackbone(network, known, imageSize);
    const selector =
      trainable === undefined ? undefined : readSelector(trainable, listed.graph, '--trainable');
    return inspectNetwork(listed, network.backbone, selector);
  });
