import type { Resize } from '@thaw/core';
import type { Refused } from '../refused.js';
import type { Unreadable } from '../unreadable.js';
import type { ImageFile, OtherBytes } from '../verified-bytes.js';

// What the process that asks and those that decode say to each other.

/** An image, and which row of the pixels it becomes. */
export interface PlacedFile extends LimitedFile {
  readonly row: number;
}

export interface LimitedFile extends ImageFile {
  /** How many pixels it may have; any number if absent. */
  readonly maxPixels?: number;
}

/** Why a row has no pixels; it is all zeros. */
export type Failure = Unreadable | OtherBytes | Refused;

/** Some images that one process decodes, one after the other. */
export interface Chunk {
  readonly id: number;
  readonly files: readonly LimitedFile[];
  readonly imageSize: number;
  readonly resize?: Resize;
  /** Where in the shared file the pixels of the first belong; those of the others follow. */
  readonly position: number;
}

/** What room is shared for by all processes: pictures that are being decoded, and files that are read and not decoded yet. */
export const sharedRooms = ['pictures', 'files'] as const;
export type SharedRoom = (typeof sharedRooms)[number];

export type ToProcess =
  { readonly type: 'decode'; readonly chunk: Chunk } | { readonly type: 'room'; readonly of: SharedRoom };

export type FromProcess =
  /** It has loaded all that decodes. */
  | { readonly type: 'ready' }
  /** Of what could not be decoded nothing is written. */
  | {
      readonly type: 'done';
      readonly id: number;
      /** By index in the chunk. */
      readonly failures: readonly (readonly [number, Failure])[];
    }
  /** Something is larger than what each process may hold without asking. It waits for `room`, and gives the bytes back. */
  | { readonly type: 'take' | 'give'; readonly of: SharedRoom; readonly bytes: number };

/** The first that a process is told; then it is ready. */
export interface ProcessSettings {
  /** What may be held without asking. */
  readonly shares: Readonly<Record<SharedRoom, number>>;
}

/** Descriptor of the shared file in a process that decodes: after the standard ones and the channel. */
export const pixelsDescriptor = 4;

export const rowBytes = (imageSize: number): number => imageSize ** 2 * 3;
