import type { Weights } from '@thaw/core';

/**
 * Named float32 arrays in the safetensors format (https://huggingface.co/docs/safetensors): an 8-byte little-endian
 * header length, a JSON header, then the raw data. Nothing in it can run, and Python reads it with one call.
 */
export function encodeSafetensors(
  arrays: Weights,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const header = new Map<string, unknown>([['__metadata__', metadata]]);
  let bytes = 0;
  for (const [name, { shape, data }] of arrays) {
    header.set(name, { dtype: 'F32', shape, data_offsets: [bytes, bytes + data.byteLength] });
    bytes += data.byteLength;
  }
  // The data starts at a multiple of 8, so that it can be viewed in place.
  const json = JSON.stringify(Object.fromEntries(header));
  const text = new TextEncoder().encode(json.padEnd(json.length + ((8 - (Buffer.byteLength(json) % 8)) % 8)));
  const file = new Uint8Array(8 + text.length + bytes);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  let offset = 8 + text.length;
  for (const { data } of arrays.values()) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    offset += data.byteLength;
  }
  return file;
}
