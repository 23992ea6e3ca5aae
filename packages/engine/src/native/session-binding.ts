declare const session: unique symbol;

/** A session in TensorFlow; closed when nobody refers to it any more, if not before. */
export interface SessionHandle {
  readonly [session]: true;
}

/** What is fed to a node: its output as `node:index`, the shape of the array, and the array. */
export type NativeFeed = readonly [output: string, shape: readonly number[], data: FedArray];
export type FedArray = Float32Array | Int32Array | Uint8Array;

/**
 * Thaw's addon (`addon/session`): graphs that TensorFlow runs, each on a thread of its own. What one session is asked for is done
 * in that order, whether or not anybody waits for it. A promise is rejected with TensorFlow's own message, and its name of the
 * error as `code`: `RESOURCE_EXHAUSTED`, `INVALID_ARGUMENT`, ….
 */
export interface SessionBinding {
  /** The library's own: `2.21.0`. */
  readonly version: string;
  /** `CPU`, and `GPU` where TensorFlow found one that works. */
  devices(configProto: Uint8Array): string[];
  /**
   * Copies both. A session that could not be opened has to be closed, too. `tensorFloat32`: whether its runs may round what they
   * multiply to TensorFloat-32, on a GPU that can; sessions that differ in it compute in turns.
   */
  open(
    graphDef: Uint8Array,
    configProto: Uint8Array,
    tensorFloat32: boolean,
  ): [session: SessionHandle, opened: Promise<unknown>];
  /**
   * `feeds`: one after the other, flat. The arrays are read until the promise settles, in place where they are aligned to 64
   * bytes, and shared ones too. What is fetched belongs to the caller. `beside`: whether it may run at the same time as those
   * before and after it of which this is said too.
   */
  run(
    session: SessionHandle,
    feeds: readonly NativeFeed[number][],
    fetches: readonly string[],
    beside: boolean,
  ): Promise<ArrayBuffer[]>;
  /** After all that was asked for before. */
  close(session: SessionHandle): Promise<unknown>;
  /** Lets the first GPU read an array by itself, until it is unpinned. False if it cannot be had. */
  pin(array: Uint8Array): boolean;
  /** Of what was pinned, before it is freed and when nothing reads it. */
  unpin(array: Uint8Array): void;
  /** How TensorFlow's own switch stands: as the run wants it that began last. */
  tensorFloat32(): boolean;
  /** How many sessions are open, and how many calls' arrays in use. */
  held(): number;
}
