import { ThawError } from '@thaw/core';
import { sha256Of } from '../../files/read-small.js';
import { bucketProblem } from '../../objects/bucket-problem.js';
import type { ObjectStore } from '../../objects/object-store.js';
import { storeName } from './bucket-layout.js';

const content = new TextEncoder().encode('{"format":1}\n');
/** Looks like one, and is none of this content. */
const noVersion = `"${'0'.repeat(32)}"`;

/**
 * Says in the bucket that there is a store, and sees whether the server keeps to conditions, on which all agreement rests: there are some that
 * write nevertheless.
 * @throws ThawError `THAW-BUCKET-NO-CONDITIONS`.
 */
export async function requireConditions(objects: ObjectStore): Promise<void> {
  const attempt = async (version: string | undefined) =>
    (await objects.replace(storeName, content, sha256Of(content), version)) !== undefined;
  const isNew = await attempt(undefined);
  if ((isNew && (await attempt(undefined))) || (await attempt(noVersion)))
    throw new ThawError(bucketProblem({ name: 'NotImplemented' }, objects));
}
