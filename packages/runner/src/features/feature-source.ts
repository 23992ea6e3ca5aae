import { backbones as builtIn } from '@thaw/backbones/registry';
import {
  imageSizeFault,
  listing,
  own,
  ownPool,
  resolveResize,
  ThawError,
  weightsRecord,
  type BackboneConfig,
  type DataConfig,
  type DataPlace,
  type FeaturesConfig,
  type HeadConfig,
  type ImageSizeFault,
  type Precision,
  type RunConfig,
  type UnreadableLimit,
  type WeightsConfig,
} from '@thaw/core';
import { singlePrecision, type ComputingDevice } from '@thaw/engine/device';
import { type Backbones, loadBackbones, withBuiltIn } from '@thaw/execution/backbones';
import { type DatasetIndex, DigestCache, imagesBelow, indexDataset } from '@thaw/execution/data';
import { join } from 'node:path';
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

export interface FolderOptions extends ComputingDevice {
  readonly backbone: string;
  readonly weights: WeightsConfig;
  readonly imageSize: number | undefined;
  readonly images: string;
  /** Where packages are imported from. */
  readonly cwd: string;
}

/** All images below a folder, whatever they show. */
export async function folderSource(
  options: FolderOptions,
  digestsOptions: DigestsOptions,
): Promise<FeatureSource> {
  const { images: root, weights, cwd } = options;
  const { loaded, unavailable } = await loadBackbones([options.backbone], cwd);
  const backbones = withBuiltIn(loaded);
  const name = loaded[0]?.module.name ?? options.backbone;
  const network = own(backbones.registry, name);
  if (!network) throw new ThawError(unavailable.get(name) ?? unknownBackbone(name));
  const record = weightsRecord(network, weights);
  const resize = resolveResize(undefined, record);
  const imageSize = options.imageSize ?? record.imageSize;
  const fault = imageSizeFault(network, imageSize);
  if (fault) throw sizeDoesNotFit(fault, imageSize);
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
    backbone: { name, weights, imageSize },
    backbones,
    seed: 42,
    pool: ownPool(network),
    precision: await singlePrecision(options),
    maxUnreadable: 1,
  };
}

const unknownBackbone = (name: string) => ({
  code: 'THAW-SPEC-UNKNOWN-BACKBONE',
  message: `there is no backbone ${name}`,
  expected: listing(['a package', ...Object.keys(builtIn)], 'or', 12),
  found: name,
});

const sizeDoesNotFit = ({ message, expected }: ImageSizeFault, found: number) =>
  new ThawError({
    code: 'THAW-SPEC-IMAGE-SIZE',
    message,
    expected: `--image-size ${expected}`,
    found: String(found),
  });

const noImages = (folder: string) =>
  new ThawError({
    code: 'THAW-DATA-NO-IMAGES',
    message: `there are no images in ${folder}`,
    expected: 'a folder with images, at any depth',
    remedy: 'check the path after --images; it is relative to the folder you stand in',
  });
