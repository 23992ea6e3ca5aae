import {
  listing,
  simplifyWeights,
  ThawError,
  weightsFileEndings,
  weightsFormatOf,
  weightsRecord,
  type Backbone,
  type HubWeights,
  type WeightsConfig,
  type WeightsFile,
  type WeightsSource,
} from '@thaw/core';
import { stat } from 'node:fs/promises';
import { fetchHubFile, findHubFile, offerOf } from './hub/fetch-hub-file.js';
import { fileAddress, hubAddress, revisionOf, type HubFile } from './hub/hub-file.js';
import { publishedSources, searchPretrained, sourceHash } from './pretrained-file.js';
import { piecesBeside, rememberedWeightsHash } from './weights-file.js';
import type { WeightsPlaces } from './weights-places.js';

export interface WeightsRequest extends WeightsPlaces {
  readonly backbone: Backbone;
  readonly config: WeightsConfig;
  /** Draws `random` weights. */
  readonly seed: number;
}

export interface WeightsIdentity {
  /** Stands for the content in stage keys: `random:SEED`, `file:SHA256`, `file:SHA256:RECORD` or `imagenet:HASH`. */
  readonly identity: string;
  /** For people: a path, an address, or `random`. */
  readonly source: string;
  /** False while the weights would have to be fetched; what is fetched may then have another identity. */
  readonly available: boolean;
  /** Of published weights. */
  readonly published?: {
    /** An address, or a package's requirement. */
    readonly from: string;
    readonly provenance: string;
    readonly licence: string;
  };
}

/**
 * Which weights would be used now, without fetching any. Files on this machine come before the network, so that an
 * identity stays what it is once its weights are here.
 * Throws THAW-WEIGHTS-NOT-FOUND, -FORMAT or -CHANGED for a file of the user's, -NONE for a backbone without any.
 */
export async function identifyWeights(request: WeightsRequest): Promise<WeightsIdentity> {
  const { backbone, config, seed, cacheFolder } = request;
  if (config === 'random') return { identity: `random:${seed}`, source: 'random', available: true };
  if (config !== 'imagenet')
    return 'hub' in config ? identifyHub(config, request) : identifyFile(config, cacheFolder);
  const { found } = await searchPretrained(backbone, request);
  if (found) return { ...publication(found.source), source: found.path, available: true };
  const [first] = publishedSources(backbone);
  if (!first) throw nonePublished(backbone);
  return { ...publication(first), source: addressOf(first), available: false };
}

const publication = (source: WeightsSource) => ({
  identity: `imagenet:${sourceHash(source)}`,
  published: { from: addressOf(source), provenance: source.provenance, licence: source.licence },
});

const addressOf = ({ from }: WeightsSource): string => (from.kind === 'url' ? from.url : from.requirement);

/** A file that the hub knows by its SHA-256 is known before it is fetched; a small one, which it knows otherwise, is fetched at once. */
async function identifyHub(config: HubWeights, request: WeightsRequest): Promise<WeightsIdentity> {
  const here = await findHubFile(config, request);
  const offer = here ?? (await offerOf(config, request));
  const file =
    'sha256' in offer
      ? offer
      : offer.hash.algorithm === 'sha256'
        ? { ...offer, sha256: offer.hash.expected }
        : await fetchHubFile(config, request);
  const { hub, commit, name } = file;
  requireHash(`${name} of ${hub}`, config, file.sha256);
  const from = fileAddress(file, commit, (request.hub && hubAddress(request.hub)) ?? 'hub');
  return {
    identity: hubIdentity(config, request.backbone, file),
    source: 'path' in file ? file.path : from,
    available: 'path' in file,
    published: {
      from,
      provenance: `From the hub: ${hub}, revision ${revisionOf(config)}, commit ${commit}.`,
      licence: 'stated on its page',
    },
  };
}

async function identifyFile(config: WeightsFile, cacheFolder: string): Promise<WeightsIdentity> {
  const { file } = config;
  const entry = await stat(file).catch(() => undefined);
  if (!entry?.isFile()) {
    throw new ThawError({
      code: 'THAW-WEIGHTS-NOT-FOUND',
      message: `there is no weight file ${file}`,
      found: entry?.isDirectory() ? 'a folder' : entry ? 'a pipe or a device' : 'nothing at that path',
      remedy:
        "Correct backbone.weights.file, which starts at the spec's folder if it is relative, or --weights, which starts where you stand.",
    });
  }
  if (!weightsFormatOf(file)) {
    throw new ThawError({
      code: 'THAW-WEIGHTS-FORMAT',
      message: `${file} is of no kind of weight file that Thaw reads`,
      expected: `a name that ends in ${weightsFileEndings.join(', ')}`,
      remedy:
        'Save the model with Keras (`model.save("NAME.keras")`), or rename the file if it is one of these.',
    });
  }
  await requirePieces(file);
  const found = await rememberedWeightsHash(file, cacheFolder);
  requireHash(file, config, found);
  return { identity: fileIdentity(config, found), source: file, available: true };
}

/** Throws THAW-WEIGHTS-NOT-FOUND for files that an index names and that are not beside it. */
async function requirePieces(file: string): Promise<void> {
  const pieces = [...((await piecesBeside(file))?.entries() ?? [])];
  const entries = await Promise.all(pieces.map(([, path]) => stat(path).catch(() => undefined)));
  const missing = pieces.flatMap(([name], index) => (entries[index]?.isFile() ? [] : [name]));
  if (missing.length > 0)
    throw new ThawError({
      code: 'THAW-WEIGHTS-NOT-FOUND',
      message: `${file} names files that are not beside it`,
      expected: `${pieces.length} files in its folder`,
      found: `without ${listing(missing, 'and', 4)}`,
      remedy: 'bring all of them into its folder, under the names that they have there',
    });
}

function requireHash(file: string, { sha256 }: Pick<WeightsFile, 'sha256'>, found: string): void {
  if (sha256 === undefined || found === sha256.toLowerCase()) return;
  throw new ThawError({
    code: 'THAW-WEIGHTS-CHANGED',
    message: `${file} is not the file that the spec names`,
    expected: `SHA-256 ${sha256}`,
    found: `SHA-256 ${found}`,
    remedy: 'Bring the right file, or correct backbone.weights.sha256.',
  });
}

/** A record that is named for a file may have other names, and so be of other tensors of the same file. */
export const fileIdentity = ({ record }: Pick<WeightsFile, 'record'>, sha256: string): string =>
  ['file', sha256, ...(record === undefined ? [] : [record])].join(':');

/** That of the same file by its path: where it came from changes nothing. */
export const hubIdentity = (
  config: HubWeights,
  backbone: Backbone,
  { name, sha256 }: Pick<HubFile, 'name' | 'sha256'>,
): string =>
  fileIdentity(
    simplifyWeights(backbone, { file: name, record: weightsRecord(backbone, config).tag }),
    sha256,
  );

const nonePublished = ({ title, name }: Backbone) =>
  new ThawError({
    code: 'THAW-WEIGHTS-NONE',
    message: `no pretrained weights are known for ${title}`,
    found: `weights: imagenet for ${name}`,
    remedy:
      'Set backbone.weights to { file: PATH } of a file that holds such, or to random; without a spec, --weights to its path or random.',
  });
