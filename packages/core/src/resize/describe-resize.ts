import type { Resize } from './resize.js';

/** For people, in a few words: `crop of 0.875, bicubic`. */
export function describeResize(resize: Resize): string {
  return `${shown(resize)}, ${resize.interpolation}`;
}

function shown(resize: Resize): string {
  switch (resize.mode) {
    case 'stretch':
      return 'stretch';
    case 'crop':
      return `crop of ${resize.cropFraction}`;
    case 'letterbox':
      return `letterbox on [${resize.colour.join(', ')}]`;
  }
}
