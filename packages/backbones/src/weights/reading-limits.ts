/** What reading a file may take before it is ended: it holds weights that are read in a hundredth of that, or none. */
export interface ReadingLimits {
  readonly seconds: number;
  /** Of JavaScript's heap, where what describes the weights lies. */
  readonly heapMiB: number;
  /** Of HDF5's memory, where tensors are unpacked, one at a time. */
  readonly hdf5MiB: number;
}

export interface ReadingSize {
  readonly fileBytes: number;
  /** What the weights that are wanted of it take. */
  readonly neededBytes: number;
}

/** The name of the environment variable that multiplies all limits. */
export const limitFactor = 'THAW_READ_LIMIT';

/**
 * Limits that follow from sizes that are known before anything is read. A file is read at a hundred megabytes a second and
 * more; 4 MiB are a slow disk's on a busy machine. HDF5 holds a tensor twice, float64 perhaps.
 */
export function readingLimits(
  { fileBytes, neededBytes }: ReadingSize,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): ReadingLimits {
  const given = Number(environment[limitFactor]);
  const factor = given >= 1 ? given : 1;
  const mebi = (bytes: number) => Math.ceil(bytes / 2 ** 20);
  return {
    seconds: factor * (30 + mebi(fileBytes) / 4),
    heapMiB: factor * (256 + 2 * mebi(fileBytes)),
    hdf5MiB: factor * (256 + 4 * mebi(neededBytes)),
  };
}
