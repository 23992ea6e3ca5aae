import { didYouMean } from '../../errors/did-you-mean.js';
import { listing } from '../../errors/listing.js';
import { imageSizeFault } from '../../graph/image-size.js';
import { defaults } from '../defaults.js';
import { networkName, screenSwept } from '../screen.js';
import { isPublished, weightsRecord } from '../weights-record.js';
import type { Check } from './check.js';

export const backboneIsKnown: Check = ({ backbone }, { networks, locate }) => {
  const name = backbone?.name;
  const position = locate(['backbone', 'name'], 'value');
  if (typeof name === 'object') return [screenSwept(position)];
  if (name === undefined || networks.find(name)) return [];
  const reason = networks.whyMissing(name);
  if (reason) return [{ ...reason, position }];
  const remedy = didYouMean(name, networks.names);
  return [
    {
      code: 'THAW-SPEC-UNKNOWN-BACKBONE',
      message: `there is no backbone ${name}`,
      position,
      expected: listing(['a package', ...networks.names], 'or', 12),
      found: JSON.stringify(name),
      ...(remedy && { remedy }),
    },
  ];
};

export const imageSizeFits: Check = ({ backbone }, { networks, locate }) => {
  const network = networks.find(networkName(backbone?.name));
  const size = backbone?.imageSize;
  const fault = network && size !== undefined && imageSizeFault(network, size);
  if (!fault) return [];
  const { imageSize: trainedAt } = weightsRecord(network, backbone?.weights ?? defaults.weights);
  return [
    {
      code: 'THAW-SPEC-IMAGE-SIZE',
      message: fault.message,
      position: locate(['backbone', 'imageSize'], 'value'),
      expected: fault.expected,
      found: `${size} pixels`,
      remedy: `leave imageSize out for ${trainedAt} pixels, at which it was trained`,
    },
  ];
};

export const weightsAreKnown: Check = ({ backbone }, { networks, locate }) => {
  const network = networks.find(networkName(backbone?.name));
  const weights = backbone?.weights ?? defaults.weights;
  if (!network || weights !== 'imagenet' || isPublished(network)) return [];
  const file = network.weights.some(({ names }) => names) ? 'model.safetensors' : 'weights.h5';
  return [
    {
      code: 'THAW-SPEC-NO-PRETRAINED-WEIGHTS',
      message: `no ImageNet weights are known for ${network.title}`,
      position: locate(['backbone', 'weights'], 'value'),
      expected: 'random or { file: … }',
      found: weights,
      remedy: `name a weights file, for example \`weights: { file: ${file} }\``,
    },
  ];
};
