import { backbones as builtIn } from '@thaw/backbones/registry';
import { imagenetClasses } from '@thaw/backbones/imagenet-classes';
import {
  listing,
  takesOneSize,
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
  const record = weightsRecord(network, backbone.weights);
  if (!whole || record.classes !== imagenetClasses.length) throw noClassifier(backbone.name);
  const { imageSize } = backbone;
  if (takesOneSize(record) && imageSize !== record.imageSize)
    throw otherSize(backbone.name, record.imageSize, imageSize);
  const request = { backbone: whole, config: backbone.weights, seed, ...options.weightsPlaces };
  const weights = await identifyFetched(request, report);
  const precision = await singlePrecision(options);
  const asked: TrainedNetwork = { backbone, seed, weights, precision, ...(resize && { resize }) };
  return { network: asked, classes: imagenetClasses, backbones, title: network.title };
}

const seed = 42;

const otherSize = (name: string, expected: number, found: number) =>
  new ThawError({
    code: 'THAW-SPEC-IMAGE-SIZE',
    message: `the classifier of ${name} has a weight for each place of its map, so it takes images of one size`,
    expected: `--image-size ${expected}`,
    found: String(found),
    remedy: 'leave out --image-size',
  });

const noClassifier = (name: string) =>
  new ThawError({
    code: 'THAW-PREDICT-NO-CLASSIFIER',
    message: `of the classifier of ${name} with these weights it is not known where it is`,
    expected: listing(
      Object.values(builtIn)
        .filter((network) => withClassifier(network, 'imagenet'))
        .map((network) => network.name),
      'or',
      12,
    ),
    found: name,
    remedy: 'take one of these, or the trained model of a run: --run ID',
  });
