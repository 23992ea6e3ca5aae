import type { StageRef } from '@thaw/core';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { RemoteStages } from '../cache/remote-stages.js';
import { openStore } from '../store/open-store.js';
import { S3Objects } from './s3-objects.js';
import { startS3Server, type S3Server } from './s3-server.fixture.js';
import { FileStageStore } from '../store/folder/file-stage-store.js';

let server: S3Server;
let folder: string;
beforeAll(async () => {
  [server, folder] = await Promise.all([startS3Server(), mkdtemp(join(tmpdir(), 'thaw-killed-'))]);
  for (const [name, value] of Object.entries(server.env)) vi.stubEnv(name, value);
  await server.makeBucket('killed');
});
afterAll(() => Promise.all([server.stop(), rm(folder, { recursive: true })]));

const stage: StageRef = { kind: 'train', key: 'f00d' };
const program = fileURLToPath(new URL('killed-upload.fixture.mjs', import.meta.url));
const onNotice = (line: string): never => {
  throw new Error(line);
};

/** Ends a process that writes, as soon as the server has begun to take the parts of a blob. */
async function killHalfWay(where: string): Promise<void> {
  const args = [program, where, `s3://killed/${where}`, join(folder, `${where}-killed`)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  const exit = once(child, 'exit');
  const uploads = `${server.env['AWS_ENDPOINT_URL_S3']}/killed?uploads`;
  while (child.exitCode === null && !(await (await fetch(uploads)).text()).includes(`<Key>${where}/`))
    await sleep(5);
  child.kill('SIGKILL');
  expect(await exit).toEqual([null, 'SIGKILL']);
}

it('a store has what it had before, and the next who comes has the claim at once', async () => {
  const open = (name: string) =>
    openStore({ storeFolder: join(folder, name), storeAddress: 's3://killed/store' }, { onNotice });
  await open('before').write(stage, 'history', Buffer.from('short'));
  await killHalfWay('store');
  const after = open('after');
  expect(await after.list(stage)).toEqual(['history']);
  expect(Buffer.from((await after.read(stage, 'history'))!).toString()).toBe('short');
  const attempt = await after.tryClaim(stage, 'training again');
  expect(attempt).toHaveProperty('claim');
  await after.write(stage, 'history', Buffer.from('longer'));
  expect(await open('another').list(stage)).toEqual(['history']);
  if ('claim' in attempt) await attempt.claim.release();
});

it('a cache has nothing of what was half sent, and takes it from the next who has it', async () => {
  await killHalfWay('cache');
  const objects = new S3Objects({ bucket: 'killed', prefix: 'cache/' }, 'cache');
  expect((await new RemoteStages(objects).blobsOf(stage)).size).toBe(0);
  const local = new FileStageStore({
    folder: join(folder, 'cache-killed'),
    onDamage: ({ name }) => onNotice(name),
  });
  const { signal } = new AbortController();
  await new RemoteStages(objects).publish(stage, { store: local, refused: new Set(), signal });
  const there = await new RemoteStages(objects).blobsOf(stage);
  expect([...there.keys()].toSorted()).toEqual(['history', 'large']);
  const large = (await new RemoteStages(objects).read(there.get('large')!))!;
  expect(large.byteLength).toBe(48 * 2 ** 20);
});
