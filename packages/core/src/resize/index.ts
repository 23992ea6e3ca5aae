export { chosenResize, type ChosenResize } from './chosen-resize.js';
export { intoSquare } from './into-square.js';
export { resample } from './resample.js';
export { describeResize } from './describe-resize.js';
export { resizeModes, scaledSize, squareBegins, type Size } from './resize-modes.js';
export {
  interpolations,
  isUsual,
  usualResize,
  type Colour,
  type Interpolation,
  type Resize,
  type ResizeModeName,
} from './resize.js';
