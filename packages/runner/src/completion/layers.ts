import { backbones } from '@thaw/backbones/registry';
import { describeLayers, own } from '@thaw/core';

/** Layers with weights of a network that is built in. */
export function layersOf(name: string): readonly string[] {
  const network = own(backbones, name);
  if (!network) return [];
  return [...describeLayers(network.build(network.minimumImageSize))]
    .filter(([, { weights }]) => weights.length > 0)
    .map(([layer]) => layer);
}
