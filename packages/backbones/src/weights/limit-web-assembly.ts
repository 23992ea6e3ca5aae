interface Growable {
  readonly buffer: ArrayBufferLike;
  grow(pages: number): number;
}

interface MemoryClass {
  new (descriptor: { readonly initial: number }): Growable;
  readonly prototype: Growable;
}

/** As far as it is used here; Node's types leave it to those of browsers. */
export const { WebAssembly } = globalThis as unknown as {
  readonly WebAssembly: { readonly Memory: MemoryClass };
};

const pageBytes = 2 ** 16;

/** From now on no memory of WebAssembly in this thread grows beyond so much; what asks for more is told that there is none. */
export function limitWebAssembly(mebibytes: number): void {
  const { prototype } = WebAssembly.Memory;
  const { grow } = prototype;
  prototype.grow = function (this: Growable, pages) {
    if (this.buffer.byteLength + pages * pageBytes > mebibytes * 2 ** 20)
      throw new RangeError(`more than ${mebibytes} MiB of memory`);
    return grow.call(this, pages);
  };
}
