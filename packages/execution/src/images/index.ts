export { decodeImage } from './decode-image.js';
export { decodeImages } from './decode-images.js';
export { thumbnail } from './thumbnail.js';
