import { canonicalJson, shapeFault, shapes, type BlobFacts, type StageRef } from '@thaw/core';
import { parseJson } from '../files/parse-json.js';
import { sha256Of } from '../files/read-small.js';

/** Blobs of a stage by name. */
export type RemoteBlobs = ReadonlyMap<string, BlobFacts>;

const shape = shapes.object({
  ...{ kind: shapes.text, key: shapes.text },
  blobs: shapes.byName(shapes.object({ bytes: shapes.count, sha256: shapes.sha256 })),
});

/** What lists blobs of a stage. It is named by its own hash, so that equal ones are one and none ever changes. */
export function remoteManifest({ kind, key }: StageRef, blobs: RemoteBlobs) {
  const listed = [...blobs].map(([name, { bytes, sha256 }]) => [name, { bytes, sha256 }] as const);
  const text = canonicalJson({ kind, key, blobs: Object.fromEntries(listed) });
  return { content: new TextEncoder().encode(text), sha256: sha256Of(text) };
}

/** None if it is not the one that its name says, or is another stage's. */
export function parseRemoteManifest(
  content: Uint8Array,
  { kind, key }: StageRef,
  sha256: string,
): RemoteBlobs | undefined {
  if (sha256Of(content) !== sha256) return undefined;
  const found = parseJson(new TextDecoder().decode(content));
  if (shapeFault(found, shape) !== undefined) return undefined;
  const manifest = found as StageRef & { readonly blobs: Readonly<Record<string, BlobFacts>> };
  return manifest.kind === kind && manifest.key === key ? new Map(Object.entries(manifest.blobs)) : undefined;
}
