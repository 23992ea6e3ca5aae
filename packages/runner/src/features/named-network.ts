import { backbones as builtIn } from '@thaw/backbones/registry';
import {
  imageSizeFault,
  listing,
  own,
  resolveResize,
  ThawError,
  weightsRecord,
  type Backbone,
  type BackboneConfig,
  type ImageSizeFault,
  type Resize,
  type WeightsConfig,
} from '@thaw/core';
import { type Backbones, loadBackbones, withBuiltIn } from '@thaw/execution/backbones';

export interface NamedNetworkOptions {
  readonly backbone: string;
  readonly weights: WeightsConfig;
  /** Default: the network's own. */
  readonly imageSize: number | undefined;
  /** Where packages are imported from. */
  readonly cwd: string;
}

export interface NamedNetwork {
  readonly network: Backbone;
  readonly backbones: Backbones;
  readonly backbone: BackboneConfig;
  /** As it was trained. */
  readonly resize?: Resize;
}

/** A network that is named without a spec. */
export async function namedNetwork(options: NamedNetworkOptions): Promise<NamedNetwork> {
  const { weights, cwd } = options;
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
  return { network, backbones, backbone: { name, weights, imageSize }, ...(resize && { resize }) };
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
