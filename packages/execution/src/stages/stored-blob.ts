import { shapeFault, type JsonShape, type StageRef, type StageStore } from '@thaw/core';
import { decodeSafetensors, Unreadable, type DecodedSafetensors } from '@thaw/backbones/safetensors';
import { sayDamage } from '@thaw/locks';
import { parseJson } from '../files/parse-json.js';

/** A value of what a blob holds; none if it is not of its shape. */
export type ReadAs<Value> = (blob: Uint8Array) => Value | undefined;

/**
 * What a blob of the store says. A checksum needs no secret, so that one which is right says nothing of who wrote: what is not of its
 * shape is set aside by the store, which is said once, and is computed again like what was damaged.
 */
export async function readBlob<Value>(
  store: StageStore,
  stage: StageRef,
  name: string,
  readAs: ReadAs<Value>,
): Promise<Value | undefined> {
  const blob = await store.read(stage, name);
  return blob && blobAs(store, stage, name, blob, readAs);
}

/** The same of a blob that has been read. */
export async function blobAs<Value>(
  store: StageStore,
  stage: StageRef,
  name: string,
  blob: Uint8Array,
  readAs: ReadAs<Value>,
): Promise<Value | undefined> {
  const value = readAs(blob);
  if (value !== undefined) return value;
  sayDamage(
    `${name} of ${stage.kind} ${stage.key.slice(0, 12)} is not of its shape, though its checksum is right; it counts as missing`,
  );
  // Where nothing can be written it is passed over each time.
  await store.setAside(stage, name, blob).catch(() => {});
  return undefined;
}

/** JSON of this shape. */
export const jsonOf =
  <Value>(shape: JsonShape): ReadAs<Value> =>
  (blob) => {
    const text = textOf(blob);
    const found = text === undefined ? undefined : parseJson(text);
    return found !== undefined && shapeFault(found, shape) === undefined ? (found as Value) : undefined;
  };

/** None of what is no UTF-8. */
function textOf(blob: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(blob);
  } catch {
    return undefined;
  }
}

/** Named arrays. */
export const tensorsOf: ReadAs<DecodedSafetensors> = (blob) => {
  try {
    return decodeSafetensors(blob);
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
};
