import type { Backbone } from './backbone.js';

/** What is wrong with a side of images for a network. */
export interface ImageSizeFault {
  readonly message: string;
  readonly expected: string;
}

/** Undefined if the network takes images of this side, in pixels. */
export function imageSizeFault(
  {
    title,
    minimumImageSize,
    maximumImageSize = Infinity,
    imageSizeStep = 1,
  }: Pick<Backbone, 'title' | 'minimumImageSize' | 'maximumImageSize' | 'imageSizeStep'>,
  size: number,
): ImageSizeFault | undefined {
  const multiple = imageSizeStep > 1 ? `a multiple of ${imageSizeStep}, ` : '';
  const expected =
    size > maximumImageSize
      ? `${multiple}${maximumImageSize} pixels at most`
      : `${multiple}${minimumImageSize} pixels or more`;
  if (size < minimumImageSize) return { message: `${title} cannot take images this small`, expected };
  if (size > maximumImageSize) return { message: `${title} cannot take images this large`, expected };
  if (size % imageSizeStep === 0) return undefined;
  return { message: `${title} cannot divide images of this size into its patches`, expected };
}
