import { canonicalJson, shapeFault, shapes, type BlobFacts, type Json } from '@thaw/core';
import type { ProcessName } from '@thaw/locks';
import { randomUUID } from 'node:crypto';
import { parseJson, unlessTooDeep } from '../../files/parse-json.js';
import { sha256Of } from '../../files/read-small.js';
import { blobsBeginning, type StateRef } from './bucket-layout.js';

/** Where a blob lies and what it must hold. */
export interface BlobObject extends BlobFacts {
  readonly object: string;
  /** What the server calls the object as it was written: of another it is verified what it holds. */
  readonly version: string;
}

export interface ClaimRecord extends ProcessName {
  readonly purpose: string;
  /** Names this holding of the claim: no other ever has the same. */
  readonly token: string;
  /** By the clock of the holder; Unix time in milliseconds. */
  readonly sinceMs?: number;
}

/** All that there is of a stage, its claim included, is one object: whoever changes it replaces the version that he has read. */
export interface StageState {
  readonly blobs: ReadonlyMap<string, BlobObject>;
  /** When something of it was last read or written, to the day; Unix time in milliseconds. */
  readonly usedMs: number;
  readonly claim?: ClaimRecord | undefined;
}

export const emptyState: StageState = { blobs: new Map(), usedMs: 0 };

const { object, text, count, byName, sha256, time } = shapes;
const stateShape = object(
  {
    sha256,
    about: object(
      {
        ...{ kind: text, key: text, nonce: text, usedMs: time },
        blobs: byName(object({ object: text, version: text, bytes: count, sha256 })),
      },
      {
        claim: object(
          { pid: { type: 'integer', minimum: 1 }, host: text, purpose: text, token: text },
          { sinceMs: time },
        ),
      },
    ),
  },
  {},
);

interface StateFile {
  readonly sha256: string;
  readonly about: StateRef &
    Pick<StageState, 'usedMs' | 'claim'> & {
      readonly nonce: string;
      readonly blobs: Readonly<Record<string, BlobObject>>;
    };
}

/** Never the same twice: servers call equal contents one version. */
export function stateContent({ kind, key }: StateRef, { blobs, usedMs, claim }: StageState): Uint8Array {
  const nonce = randomUUID();
  const about = { kind, key, nonce, usedMs, blobs: Object.fromEntries(blobs), ...(claim && { claim }) };
  const checksum = sha256Of(canonicalJson(about as unknown as Json));
  return new TextEncoder().encode(`${JSON.stringify({ sha256: checksum, about }, null, 1)}\n`);
}

/** Undefined if it is damaged or another stage's: what it named is lost. */
export function parseState(stage: StateRef, content: Uint8Array): StageState | undefined {
  const found = parseJson(new TextDecoder().decode(content));
  if (shapeFault(found, stateShape) !== undefined) return undefined;
  const { sha256: checksum, about } = found as unknown as StateFile;
  const text = unlessTooDeep(() => canonicalJson(about as unknown as Json));
  if (text === undefined || sha256Of(text) !== checksum) return undefined;
  if (about.kind !== stage.kind || about.key !== stage.key) return undefined;
  const blobs = new Map(Object.entries(about.blobs));
  // Its checksum needs no secret: an object of a blob is nevertheless one of the stage's.
  const isOwn = [...blobs.values()].every((each) => each.object.startsWith(blobsBeginning(stage)));
  return isOwn ? { blobs, usedMs: about.usedMs, claim: about.claim } : undefined;
}
