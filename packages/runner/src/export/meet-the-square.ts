import type { Resize } from '@thaw/core';

/** Lines of Python that make the square out of PIL's `image`, as it was opened, as Thaw shows it to the network. */
export const squareInPython = (resize: Resize, side: number): readonly string[] => [
  'image = ImageOps.exif_transpose(image).convert("RGBA")',
  'image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")',
  ...resized(resize, side),
];

function resized(resize: Resize, side: number): readonly string[] {
  const kernel = `Image.Resampling.${resize.interpolation.toUpperCase()}`;
  switch (resize.mode) {
    case 'stretch':
      return [`image = image.resize((${side}, ${side}), ${kernel})`];
    case 'crop': {
      const shorter = Math.floor(side / resize.cropFraction);
      return [
        `size = [${shorter} * each // min(image.size) for each in image.size]`,
        `left, top = [round((each - ${side}) / 2) for each in size]`,
        `image = image.resize(size, ${kernel}).crop((left, top, left + ${side}, top + ${side}))`,
      ];
    }
    case 'letterbox':
      return [
        `size = [max(1, round(each / (max(image.size) / ${side}))) for each in image.size]`,
        `whole, image = image.resize(size, ${kernel}), Image.new("RGB", (${side}, ${side}), (${resize.colour.join(', ')}))`,
        `image.paste(whole, [(${side} - each) // 2 for each in size])`,
      ];
  }
}
