/**
 * Writes a stage with a blob of several parts, for `killed-uploads.integration.spec.ts`, which ends it half-way: STORE ADDRESS FOLDER or
 * CACHE ADDRESS FOLDER.
 */
import { openCache } from '@thaw/execution/cache';
import { FileStageStore, openStore } from '@thaw/execution/store';
import { Buffer } from 'node:buffer';

const [, , where, address, folder] = process.argv;
const stage = { kind: 'train', key: 'f00d' };
const large = Buffer.alloc(48 * 2 ** 20, 'large');
const blobs = new Map([
  ['history', Buffer.from('longer')],
  ['large', large],
]);
const onNotice = (line) => process.stderr.write(`${line}\n`);

if (where === 'store') {
  const store = openStore({ storeFolder: folder, storeAddress: address }, { onNotice });
  const claim = await store.claim(stage, { purpose: 'training' });
  await store.update(stage, blobs);
  await claim.release();
} else {
  const local = new FileStageStore({ folder, onDamage() {} });
  await local.update(stage, blobs);
  const cache = openCache({
    ...{ address, mode: 'read-write', local, folder, onNotice, onProgress() {} },
    ...{ isObserver: false, mustReach: true },
  });
  const { signal } = new AbortController();
  await cache.remote.publish(stage, { store: local, refused: new Set(), signal });
}
