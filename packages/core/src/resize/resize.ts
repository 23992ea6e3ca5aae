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

/** What weights were trained with that say nothing else, as Keras's `image_dataset_from_directory` does by default. */
export const usualResize: Resize = { mode: 'stretch', interpolation: 'bilinear' };
