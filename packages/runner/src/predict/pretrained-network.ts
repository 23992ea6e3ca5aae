import { backbones as builtIn } from '@thaw/backbones/registry';
import { imagenetClasses } from '@thaw/backbones/imagenet-classes';
import {
  isPublished,
  listing,
  ThawError,
  weightsRecord,
  withClassifier,
  type TrainedNetwork,
} from '@thaw/core';
import { singlePrecision, type ComputingDevice } from '@thaw/engine/device';
import type { Report } from '@thaw/execution/stages';
import { identifyFetched, type WeightsPlaces } from '@thaw/execution/weights';
import { namedNetwork, type NamedNetworkOptions } from '../features/named-network.js';
import type { AskedNetwork } from './network-of-run.js';

export interface PretrainedOptions extends NamedNetworkOptions, ComputingDevice {
  readonly weightsPlaces: WeightsPlaces;
}

/**
 * A network as it was published, which names ImageNet's 1,000 classes. Its weights are fetched if they are not here.
 * @throws ThawError `THAW-PREDICT-NO-CLASSIFIER`, and what a network or its weights that are not to be had throw.
 */
export async function pretrainedNetwork(options: PretrainedOptions, report: Report): Promise<AskedNetwork> {
  const { network, backbones, backbone, resize } = await namedNetwork(options);
  const whole = withClassifier(network, backbone.weights);
  const { classes } = weightsRecord(network, backbone.weights);
  if (!whole || classes !== imagenetClasses.length) throw noClassifier(backbone.name);
  const request = { backbone: whole, config: backbone.weights, seed, ...options.weightsPlaces };
  const weights = await identifyFetched(request, report);
  const precision = await singlePrecision(options);
  const asked: TrainedNetwork = { backbone, seed, weights, precision, ...(resize && { resize }) };
  return { network: asked, classes: imagenetClasses, backbones, title: network.title };
}

const seed = 42;

const noClassifier = (name: string) =>
  new ThawError({
    code: 'THAW-PREDICT-NO-CLASSIFIER',
    message: `of the classifier of ${name} with these weights it is not known where it is`,
    expected: listing(
      Object.values(builtIn)
        .filter((network) => isPublished(network) && withClassifier(network, 'imagenet'))
        .map((network) => network.name),
      'or',
    ),
    found: name,
    remedy: 'take one of these, or the trained model of a run: --run ID',
  });
