import {
  ownPool,
  ThawError,
  type BackboneConfig,
  type DataConfig,
  type DataPlace,
  type FeaturesConfig,
  type HeadConfig,
  type Precision,
  type RunConfig,
  type UnreadableLimit,
} from '@thaw/core';
import { singlePrecision, type ComputingDevice } from '@thaw/engine/device';
import type { Backbones } from '@thaw/execution/backbones';
import { type DatasetIndex, DigestCache, imagesBelow, indexDataset } from '@thaw/execution/data';
import { join } from 'node:path';
import { namedNetwork, type NamedNetworkOptions } from './named-network.js';
import { readSpec, type ReadSpecOptions } from '../sweep/read-spec.js';

/** Which images go through which network. */
export interface FeatureSource {
  readonly data: DataPlace & Pick<DataConfig, 'maxPixels' | 'resize'>;
  readonly index: Pick<DatasetIndex, 'root' | 'classes' | 'images'>;
  readonly backbone: BackboneConfig;
  readonly backbones: Backbones;
  readonly seed: number;
  readonly pool: HeadConfig['pool'];
  readonly precision: Precision;
  readonly compile?: RunConfig['compile'];
  /** Default float32. */
  readonly storedAs?: FeaturesConfig['precision'];
  readonly maxUnreadable: UnreadableLimit;
}

export interface DigestsOptions {
  readonly storeFolder: string;
  /** Hash every image, whatever is remembered. */
  readonly rehash: boolean;
}

const openDigests = ({ storeFolder, rehash }: DigestsOptions) =>
  new DigestCache(join(storeFolder, 'digests'), { rehash });

/** Images and network of a spec; of its first run, where it sweeps over them. */
export async function specSource(
  specFile: string,
  options: ReadSpecOptions,
  digests: DigestsOptions,
): Promise<FeatureSource> {
  const { runs, backbones } = await readSpec(specFile, options);
  const { data, backbone, seed, head, precision = 'float32', compile } = runs[0]!.config;
  const index = await indexDataset(data, { digests: openDigests(digests) });
  const { maxUnreadable } = data;
  return {
    ...{ data, index, backbone, backbones, seed, pool: head.pool, precision, maxUnreadable },
    ...(compile && { compile }),
  };
}

export interface FolderOptions extends ComputingDevice, NamedNetworkOptions {
  readonly images: string;
}

/** All images below a folder, whatever they show. */
export async function folderSource(
  options: FolderOptions,
  digestsOptions: DigestsOptions,
): Promise<FeatureSource> {
  const { images: root } = options;
  const { network, backbones, backbone, resize } = await namedNetwork(options);
  const source = imagesBelow(root, openDigests(digestsOptions));
  const { images, classes, problems } = await source.list();
  if (images.length === 0) throw noImages(root);
  if (problems.length > 0) throw new ThawError(problems);
  const paths = images.map(({ path }) => path);
  const digests = await source.identify(paths);
  return {
    data: { root, ...(resize && { resize }) },
    index: {
      root,
      classes,
      images: paths.map((path, row) => ({ path, label: 0, sha256: digests[row]! })),
    },
    ...{ backbone, backbones },
    seed: 42,
    pool: ownPool(network),
    precision: await singlePrecision(options),
    maxUnreadable: 1,
  };
}

const noImages = (folder: string) =>
  new ThawError({
    code: 'THAW-DATA-NO-IMAGES',
    message: `there are no images in ${folder}`,
    expected: 'a folder with images, at any depth',
    remedy: 'check the path after --images; it is relative to the folder you stand in',
  });
