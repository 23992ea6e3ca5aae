import { thisProcess } from '@thaw/locks';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { leasedKeys } from './file-lease.js';

it('takes away leases of processes that are gone, torn ones, and what is none', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'thaw-lease-'));
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  await mkdir(join(folder, 'leases'));
  await writeFile(join(folder, 'leases', '1.json'), JSON.stringify({ ...thisProcess(), pid, keys: ['c'] }));
  await writeFile(join(folder, 'leases', '2.json'), '{"pid":');
  await writeFile(join(folder, 'leases', '3.json'), JSON.stringify(thisProcess()));
  await writeFile(join(folder, 'leases', '4.json'), JSON.stringify({ ...thisProcess(), keys: 'abc' }));
  await writeFile(join(folder, 'leases', '5.json'), 'null');
  await mkdir(join(folder, 'leases', '6.json'));
  execFileSync('mkfifo', [join(folder, 'leases', '7.json')]);
  expect(await leasedKeys(folder)).toEqual(new Set());
  expect(await readdir(join(folder, 'leases'))).toEqual([]);
  await rm(folder, { recursive: true });
});
