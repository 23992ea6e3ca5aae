import type { Resize } from '@thaw/core';
import { memoryLimit } from '../environment/memory-limit.js';
import { decodeImage, MemoryRanOut } from './decode-image.js';
import { decodingCost, type DecodingCost } from './decoding-cost.js';
import { refusal, type Refused } from './refused.js';
import { isUnreadable, type Unreadable } from './unreadable.js';

/** What is shared by all that is decoded at a time. */
export interface Room {
  take(bytes: number): Promise<void>;
  give(bytes: number): void;
}

export interface DecodingLimits {
  readonly maxPixels: number;
  readonly room: Room;
  readonly resize?: Resize;
}

/** Decodes an image as far as it may have so many pixels, when there is room for what that takes. */
export async function decodeWithin(
  bytes: Uint8Array,
  imageSize: number,
  { maxPixels, room, resize }: DecodingLimits,
): Promise<Uint8Array | Unreadable | Refused> {
  const known = await decodingCost(bytes);
  const cost = known ?? unknown;
  const pixels = cost.width * cost.height;
  if (pixels > maxPixels) return refusal('pixels', cost, maxPixels);
  if (cost.bytes > memoryLimit()) return refusal('memory', cost, maxPixels);
  await room.take(cost.bytes);
  try {
    const decoded = await decodeImage(bytes, imageSize, { pixels: known && pixels, resize });
    return isUnreadable(decoded) && isMemoryShort(cost) ? refusal('memory', cost, maxPixels) : decoded;
  } catch (error) {
    if (error instanceof MemoryRanOut) return refusal('memory', cost, maxPixels);
    throw error;
  } finally {
    room.give(cost.bytes);
  }
}

/** Of what has no header that can be read. */
const unknown: DecodingCost = { width: 0, height: 0, bytes: 0 };

/** What is asked for at once at most, to see whether there is memory. */
const askedBytes = 2 ** 30;

/**
 * Whether what failed may have failed for want of memory, which libraries do not always say. Memory that is asked for and not written to
 * costs nothing where the system lends more than it has; there it ends the process instead.
 */
function isMemoryShort({ bytes }: DecodingCost): boolean {
  try {
    new ArrayBuffer(Math.min(bytes, askedBytes));
    return false;
  } catch {
    return true;
  }
}
