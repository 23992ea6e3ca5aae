/** A file's bytes, read where they are asked for: a file of many gigabytes need not lie in memory. */
export interface ByteSource {
  readonly size: number;
  /** The bytes from `start` up to `end`, both within the file; whoever asks does not write into them. */
  read(start: number, end: number): Uint8Array;
}

export const inMemory = (bytes: Uint8Array): ByteSource => ({
  size: bytes.length,
  read: (start, end) => bytes.subarray(start, end),
});
