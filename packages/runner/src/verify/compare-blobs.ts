import { own } from '@thaw/core';
import { decodeSafetensors } from '@thaw/backbones/safetensors';

/** One thing that is not what it was. */
export interface Difference {
  /** A tensor, a number or a list, and the blob that holds it. */
  readonly what: string;
  /** The largest difference of two numbers; absent where not numbers differ but their count, or what is no number. */
  readonly maxDifference?: number;
}

/** Compares the same blob of two stores; nothing where every bit agrees. */
export type CompareBlobs = (name: string, stored: Uint8Array, again: Uint8Array) => readonly Difference[];

export const areEqual = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

export const compareTensors: CompareBlobs = (name, stored, again) => {
  if (areEqual(stored, again)) return [];
  const [a, b] = [decodeSafetensors(stored), decodeSafetensors(again)];
  const names = new Set([...a.arrays.keys(), ...b.arrays.keys()]);
  const found = [...names].flatMap((tensor) =>
    compareNumbers(`${tensor} in ${name}`, a.arrays.get(tensor)?.data, b.arrays.get(tensor)?.data),
  );
  return found.length > 0 ? found : compareJson(`what ${name} says of its tensors`, a.metadata, b.metadata);
};

/** Values of one thing. */
export function compareNumbers(
  what: string,
  a: ArrayLike<number> | undefined,
  b: ArrayLike<number> | undefined,
): readonly Difference[] {
  if (!a || !b || a.length !== b.length) return [{ what }];
  let differ = false;
  let max = 0;
  for (let index = 0; index < a.length; index++) {
    if (Object.is(a[index], b[index])) continue;
    const difference = Math.abs(a[index]! - b[index]!);
    // One of them is no number.
    if (Number.isNaN(difference)) return [{ what, maxDifference: Number.POSITIVE_INFINITY }];
    differ = true;
    max = Math.max(max, difference);
  }
  return differ ? [{ what, maxDifference: max }] : [];
}

/** Compares values of JSON: numbers by how much, all else by whether they are the same. */
export function compareJson(what: string, a: unknown, b: unknown): readonly Difference[] {
  if (typeof a === 'number' && typeof b === 'number') return compareNumbers(what, [a], [b]);
  if (isBranch(a) && isBranch(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    const found = [...keys].flatMap((key) =>
      Object.hasOwn(a, key) && Object.hasOwn(b, key)
        ? compareJson(what, own(a, key), own(b, key))
        : [{ what }],
    );
    return largestOf(what, found);
  }
  return a === b ? [] : [{ what }];
}

type Branch = Readonly<Record<string, unknown>>;
const isBranch = (value: unknown): value is Branch => typeof value === 'object' && value !== null;

function largestOf(what: string, found: readonly Difference[]): readonly Difference[] {
  if (found.length === 0) return [];
  if (found.some(({ maxDifference }) => maxDifference === undefined)) return [{ what }];
  return [{ what, maxDifference: Math.max(...found.map(({ maxDifference }) => maxDifference!)) }];
}
