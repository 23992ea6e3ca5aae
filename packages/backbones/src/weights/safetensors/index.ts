export { decodeSafetensors, type DecodedSafetensors } from './decode-safetensors.js';
export { encodeSafetensors } from './encode-safetensors.js';
