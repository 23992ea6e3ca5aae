import { selectorText } from '@thaw/core';
import { formatBytes } from '../text/bytes.js';
import { longCount } from '../text/count.js';
import type { InspectedBackbone, SelectorThawing } from './inspected-backbone.js';
import { percent } from './network-text.js';

/** One selector, in whole sentences. */
export function thawingLines(
  thawing: SelectorThawing,
  { parameters }: Pick<InspectedBackbone, 'parameters'>,
): readonly string[] {
  const { trainable, layers, trainableParameters, cut, reason, bytesPerImage, flopsShare } = thawing;
  const share = percent(trainableParameters / parameters);
  const resting =
    trainable === 'none' ? '' : ', as BatchNormalization rests unless the phase says `batchNorm: train`';
  return [
    `trainable: ${selectorText(trainable)}`,
    layers.length === 0
      ? `trains: only the head${resting}`
      : `trains: ${longCount(layers.length, 'layer')}, ${longCount(trainableParameters, 'parameter')} (${share}): ${layers.join(', ')}`,
    `cut at: ${cut.join(' + ')} (${reason}), ${formatBytes(bytesPerImage)} an image`,
    `each epoch: ${percent(flopsShare)} of a forward pass through the network is computed again`,
  ];
}
