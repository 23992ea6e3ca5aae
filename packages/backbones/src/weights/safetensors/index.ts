export { decodeSafetensors, type DecodedSafetensors } from './decode-safetensors.js';
export { Unreadable } from '../unreadable.js';
export { encodeSafetensors } from './encode-safetensors.js';
