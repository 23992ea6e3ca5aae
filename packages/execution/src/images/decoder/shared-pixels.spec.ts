import { afterEach, describe, expect, it, vi } from 'vitest';
import { pagesFor, sharedPixels } from './shared-pixels.js';

afterEach(() => vi.unstubAllGlobals());

describe('shared memory for pixels', () => {
  it('has room, and nothing in it', () => {
    for (const bytes of [1, 150_528, 64 * 1024]) {
      const buffer = sharedPixels(bytes);
      expect(buffer).toBeInstanceOf(SharedArrayBuffer);
      expect(buffer.byteLength).toBe(pagesFor(bytes) * 64 * 1024);
      expect(new Uint8Array(buffer).every((value) => value === 0)).toBe(true);
    }
  });

  it('is had from elsewhere where there are no addresses left', () => {
    vi.stubGlobal('WebAssembly', {
      Memory: function () {
        throw new RangeError('WebAssembly.Memory(): could not allocate memory');
      },
    });
    expect(sharedPixels(100_000).byteLength).toBe(2 * 64 * 1024);
  });
});
