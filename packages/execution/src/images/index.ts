export { decodeImage } from './decode-image.js';
export { Decoder } from './decoder/decoder.js';
export { type Look, lookAtImages } from './look-at-images.js';
export { nearCopies } from './near-copies.js';
export { type Sketch } from './perceptual-hash.js';
export { imagePixels, type Pixels, type PixelsRequest } from '../stages/image-pixels.js';
export { thumbnail } from './thumbnail.js';
export { isUnreadable, type Unreadable } from './unreadable.js';
