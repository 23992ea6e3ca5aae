/** Kernels between pixels, as PIL has them: as wide as a pixel of the result, and at least as one of the image. */
export const interpolations = ['bilinear', 'bicubic', 'lanczos'] as const;
export type Interpolation = (typeof interpolations)[number];

export type Colour = readonly [red: number, green: number, blue: number];

/** How an image of any proportions becomes the square that a network takes. `docs/data.md` defines each mode. */
export type Resize = { readonly interpolation: Interpolation } & (
  | { readonly mode: 'stretch' }
  | {
      readonly mode: 'crop';
      /** Which part of the shorter side is left, 0 < cropFraction ≤ 1; `crop_pct` of timm. */
      readonly cropFraction: number;
    }
  | {
      readonly mode: 'letterbox';
      /** Of what the image leaves free, RGB, 0–255. */
      readonly colour: Colour;
    }
);
export type ResizeModeName = Resize['mode'];

/** How images met the square of weights that say nothing of it, as in Keras's `image_dataset_from_directory`. */
export const usualResize = { mode: 'stretch', interpolation: 'bilinear' } as const satisfies Resize;

export const isUsual = ({ mode, interpolation }: Resize): boolean =>
  mode === usualResize.mode && interpolation === usualResize.interpolation;
