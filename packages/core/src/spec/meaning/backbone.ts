import { didYouMean } from '../../errors/did-you-mean.js';
import { listing } from '../../errors/listing.js';
import { imageSizeFault } from '../../graph/image-size.js';
import { networkName, screenSwept } from '../screen.js';
import { isPublished, startingWeights, weightsRecord } from '../weights-record.js';
import { isWrong, type Check } from './check.js';

export const backboneIsKnown: Check = ({ backbone }, at) => {
  const { networks, locate } = at;
  const key = backbone?.name === undefined ? 'model' : 'name';
  const position = locate(['backbone', key], 'value');
  if (typeof backbone?.name === 'object') return [screenSwept(position)];
  const name = networkName(backbone);
  if (name === undefined || networks.find(name)) return [];
  // They are part of the name of a model.
  if (isWrong(at, 'backbone', 'output') || isWrong(at, 'backbone', 'preprocessing')) return [];
  const reason = networks.whyMissing(name);
  if (reason) return [{ ...reason, position }];
  const remedy = didYouMean(name, networks.names);
  return [
    {
      code: 'THAW-SPEC-UNKNOWN-BACKBONE',
      message: `there is no backbone ${name}`,
      position,
      expected: listing(['a package', 'a file by `model:`', ...networks.names], 'or', 12),
      found: JSON.stringify(name),
      ...(remedy && { remedy }),
    },
  ];
};

/** The file of a model takes the place of a name, and what is chosen of it is of a file. */
export const modelStandsAlone: Check = ({ backbone }, { locate }) => {
  if (backbone?.name === undefined) return [];
  const foreign = (['model', 'output', 'preprocessing'] as const).filter(
    (key) => backbone[key] !== undefined,
  );
  return foreign.slice(0, 1).map((key) => ({
    code: 'THAW-SPEC-CONFLICTING-KEYS',
    message: `backbone has a name, and ${listing(foreign, 'and')}, which ${foreign.length > 1 ? 'are' : 'is'} of a model`,
    position: locate(['backbone', key], 'key'),
    expected: 'name or model',
    found: listing(['name', ...foreign], 'and'),
    remedy: `remove name, or ${listing(foreign, 'and')}`,
  }));
};

export const imageSizeFits: Check = ({ backbone }, { networks, locate }) => {
  const network = networks.find(networkName(backbone));
  const size = backbone?.imageSize;
  const fault = network && size !== undefined && imageSizeFault(network, size);
  if (!fault) return [];
  const { imageSize: trainedAt } = weightsRecord(
    network,
    backbone?.weights ?? startingWeights(networkName(backbone)),
  );
  return [
    {
      code: 'THAW-SPEC-IMAGE-SIZE',
      message: fault.message,
      position: locate(['backbone', 'imageSize'], 'value'),
      expected: fault.expected,
      found: size === 1 ? '1 pixel' : `${size} pixels`,
      remedy: `leave imageSize out for ${trainedAt} pixels, at which it was trained`,
    },
  ];
};

/** Also where the network is swept or screened: each has records of its own. */
export const recordIsKnown: Check = ({ backbone }, { networks, locate }) => {
  const network = networks.find(networkName(backbone));
  const weights = backbone?.weights;
  const record = typeof weights === 'object' ? weights.record : undefined;
  const tags = network?.weights.map(({ tag }) => tag) ?? [];
  if (!network || record === undefined || tags.includes(record)) return [];
  const remedy = didYouMean(record, tags);
  return [
    {
      code: 'THAW-SPEC-UNKNOWN-RECORD',
      message: `${network.title} has no weights record ${record}`,
      position: locate(['backbone', 'weights', 'record'], 'value'),
      expected: listing(tags, 'or'),
      found: JSON.stringify(record),
      ...(remedy && { remedy }),
    },
  ];
};

export const weightsAreKnown: Check = ({ backbone }, at) => {
  const { networks, locate } = at;
  const network = networks.find(networkName(backbone));
  const weights = backbone?.weights ?? startingWeights(networkName(backbone));
  if (!network || weights !== 'imagenet' || isPublished(network)) return [];
  if (isWrong(at, 'backbone', 'weights')) return [];
  const file = network.weights.some(({ names }) => names) ? 'model.safetensors' : 'weights.h5';
  return [
    {
      code: 'THAW-SPEC-NO-PRETRAINED-WEIGHTS',
      message: `no ImageNet weights are known for ${network.title}`,
      position: locate(['backbone', 'weights'], 'value'),
      expected: 'random, { file: … } or { hub: … }',
      found: weights,
      remedy: `name a weights file, for example \`weights: { file: ${file} }\``,
    },
  ];
};
