import type { Resize, ResizeModeName } from './resize.js';

/** In pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A way for images to meet the square. */
interface ResizeMode<Setting extends Resize> {
  readonly meaning: string;
  /** What it has beside an interpolation. */
  readonly setting?: Exclude<keyof Setting, 'mode' | 'interpolation'> & string;
  /** To what size the whole image is scaled; the square shows the middle of that, or it stands in the middle of the square. */
  scaled(setting: Setting, image: Size, side: number): Size;
}

type OfMode<Mode extends ResizeModeName> = Extract<Resize, { readonly mode: Mode }>;

export const resizeModes: { readonly [Mode in ResizeModeName]: ResizeMode<OfMode<Mode>> } = {
  stretch: {
    meaning: 'the whole image, its proportions changed to those of the square',
    scaled: (_, __, side) => ({ width: side, height: side }),
  },
  crop: {
    meaning: 'the middle of the image, its proportions kept',
    setting: 'cropFraction',
    // Both roundings as in timm's `transforms_imagenet_eval` and torchvision's `Resize`, of which the crop is a pixel apart else.
    scaled({ cropFraction }, { width, height }, side) {
      const shorter = Math.floor(side / cropFraction);
      const longer = (from: number, other: number) => Math.floor((shorter * from) / other);
      return width <= height
        ? { width: shorter, height: longer(height, width) }
        : { width: longer(width, height), height: shorter };
    },
  },
  letterbox: {
    meaning: 'the whole image, its proportions kept, between two bars of one colour',
    setting: 'colour',
    // As in timm's `ResizeKeepRatio` of the longer side.
    scaled(_, { width, height }, side) {
      const ratio = Math.max(width, height) / side;
      const scaled = (from: number) => Math.max(1, roundHalfEven(from / ratio));
      return { width: scaled(width), height: scaled(height) };
    },
  },
};

export const resizeModeNames = Object.keys(resizeModes) as readonly ResizeModeName[];

export function scaledSize(resize: Resize, image: Size, side: number): Size {
  const mode: ResizeMode<never> = resizeModes[resize.mode];
  return mode.scaled(resize as never, image, side);
}

/**
 * Where along an axis the square begins in what an image is scaled to, in pixels; below 0 where it is longer, and so begins with a bar.
 * As `CenterCrop` of torchvision and `CenterCropOrPad` of timm.
 */
export const squareBegins = (scaled: number, side: number): number =>
  scaled >= side ? roundHalfEven((scaled - side) / 2) : -Math.floor((side - scaled) / 2);

/** As Python rounds. */
function roundHalfEven(value: number): number {
  const down = Math.floor(value);
  if (value - down !== 0.5) return Math.round(value);
  return down % 2 === 0 ? down : down + 1;
}
