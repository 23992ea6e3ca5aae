import type { StoredBlob } from '@thaw/core';

/** A blob that no file holds. */
export const inMemory = (content: Uint8Array): StoredBlob => ({
  bytes: content.byteLength,
  async read(offset, length) {
    if (offset + length > content.byteLength) throw new RangeError(`it ends before byte ${offset + length}`);
    return content.slice(offset, offset + length);
  },
  close: async () => {},
});
