import { canonicalJson, own, type Json } from '@thaw/core';
import { parseJson, unlessTooDeep } from '../files/parse-json.js';

/** One blob of what two stores have under one name; `ours` where it says all. */
type Merge = (ours: readonly Json[], theirs: readonly Json[]) => readonly Json[];

/**
 * Most blobs are results: equal keys mean equal ones, and ours stays. These two grow by the work of everybody who has a training: a record
 * for each epoch, of which the first ones stay as they were tracked, and who reads it.
 */
const merges: Readonly<Record<string, Merge>> = {
  'history.json': (ours, theirs) => [...ours, ...theirs.slice(ours.length)],
  'readings.json': (ours, theirs) => [
    ...new Map([...ours, ...theirs].map((each) => [canonicalJson(each), each])).values(),
  ],
};

export const isMerged = (name: string): boolean => own(merges, name) !== undefined;

/** What is not of its shape adds nothing; whoever reads it says so. */
export function mergeBlobs(name: string, ours: Uint8Array, theirs: Uint8Array): Uint8Array {
  const [first, second] = [ours, theirs].map((blob) => parseJson(new TextDecoder().decode(blob)));
  if (!Array.isArray(first) || !Array.isArray(second)) return ours;
  const merged = unlessTooDeep(() => {
    const all = own(merges, name)!(first, second);
    return all.length === first.length ? ours : new TextEncoder().encode(JSON.stringify(all));
  });
  return merged ?? ours;
}
