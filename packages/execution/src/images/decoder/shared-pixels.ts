/** What is used of it: Node's types have it only together with a browser's. */
declare const WebAssembly: {
  readonly Memory: new (room: { initial: number; maximum: number; shared: true }) => {
    readonly buffer: SharedArrayBuffer;
  };
};

/** WebAssembly's page, of which its memory is a whole number. */
const pageBytes = 64 * 1024;

export const pagesFor = (bytes: number): number => Math.ceil(bytes / pageBytes);

/**
 * Shared memory of at least so many bytes, zeros, which begins at a page. TensorFlow copies whatever it is fed that does not begin at
 * a multiple of 64 bytes, and a `SharedArrayBuffer` of some hundred kilobytes begins 16 bytes behind one; that of a WebAssembly
 * memory, which is a `SharedArrayBuffer` too, does not. Where the system lends no room for one (each reserves some gigabytes of
 * addresses, and no memory), any other will do.
 */
export function sharedPixels(bytes: number): SharedArrayBuffer {
  const pages = pagesFor(bytes);
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true }).buffer;
  } catch {
    return new SharedArrayBuffer(pages * pageBytes);
  }
}
