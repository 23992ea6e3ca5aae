import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { claimedStages } from './claimed-stages.js';
import { FileStageStore } from './file-stage-store.js';

it('Lists what is claimed in a store and by whom, as long as it is', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'thaw-claimed-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  expect(await claimedStages(folder)).toEqual([]);
  const store = new FileStageStore({ folder, onDamage() {} });
  const stage = { kind: 'train', key: '00ff' } as const;
  const claim = await store.claim(stage, { purpose: 'training' });
  await writeFile(join(folder, 'claims', 'notes.txt'), '');
  const [claimed, ...others] = await claimedStages(folder);
  expect(others).toEqual([]);
  expect(claimed).toMatchObject({ stage, holder: { pid: process.pid, purpose: 'training' } });
  expect(Math.abs(claimed!.sinceMs - Date.now())).toBeLessThan(60_000);
  await claim.release();
  expect(await claimedStages(folder)).toEqual([]);
});
