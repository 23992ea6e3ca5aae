/** What the HDF5 library has read of a file. */
export interface Reads {
  count: number;
  bytes: number;
}

type ReadFile = (...args: readonly unknown[]) => number;

/** Counts what is read of a file in Emscripten's in-memory file system. */
export function watchReads(node: unknown): Reads {
  const file = node as { stream_ops: { readonly read: ReadFile } };
  const { read } = file.stream_ops;
  const reads: Reads = { count: 0, bytes: 0 };
  file.stream_ops = {
    ...file.stream_ops,
    read(...args) {
      const bytes = read(...args);
      reads.count++;
      reads.bytes += bytes;
      return bytes;
    },
  };
  return reads;
}
