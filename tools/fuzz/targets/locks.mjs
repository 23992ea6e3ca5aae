import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeHolder, holderOf, thisProcess, tryLock } from '../../../packages/locks/dist/index.js';
import { mutateJsonFile } from '../mutate-json.mjs';
import { accepted, fingerprint, passedOver } from '../outcome.mjs';

/** It is held where nobody can look, as by a process of another machine. */
const held = { pid: 4242, host: 'elsewhere', purpose: 'training', token: '0b0a4c1e-0000' };

/** Each input is a file of a lock, and what comes after it; whoever finds the lock free takes it. */
const lock = {
  name: 'lock',
  seeds: () => [Buffer.from(JSON.stringify(held)), Buffer.from(JSON.stringify({ ...held, boot: 'b' }))],
  mutate: mutateJsonFile,
  open(folder) {
    let count = 0;
    return async (bytes) => {
      const place = join(folder, String(count++));
      mkdirSync(place);
      const file = join(place, 'lock.json');
      writeFileSync(file, bytes);
      writeFileSync(`${file}.after-${held.token}`, bytes);
      // What is not renewed for a minute is nobody's.
      const renewed = bytes.length % 2 === 0 ? Date.now() / 1000 - 120 : Date.now() / 1000;
      for (const path of [file, `${file}.after-${held.token}`]) utimesSync(path, renewed, renewed);
      const holder = await holderOf(file);
      const attempt = await tryLock(file, 'trying');
      if ('lock' in attempt) await attempt.lock.release();
      rmSync(place, { recursive: true });
      if (holder && 'lock' in attempt) throw new Error('a lock that somebody has was taken');
      if (holder?.pid === thisProcess().pid) throw new Error('a lock of nobody is ours');
      return holder ? accepted(fingerprint(describeHolder(holder))) : passedOver('free');
    };
  },
};

export const targets = [lock];
