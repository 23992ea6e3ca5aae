import { expect, it } from 'vitest';
import { SshStarter } from './ssh-starter.js';

it('says that there is no place for a worker where all are taken, and that there will be none where all hosts are excluded', async () => {
  const profile = { hosts: ['h1', { host: 'h2', gpus: [0, 1] }], maxJobs: 3 };
  const starter = new SshStarter({ folder: '/nowhere', id: 'q', sweep: 's', profile });
  const there = ['h1-7', 'h2-gpu0-8', 'h2-gpu1-9'];
  expect(await starter.start({ count: 1, there, excluded: [] })).toEqual([]);
  expect(await starter.start({ count: 1, there: ['h1-7'], excluded: ['h2'] })).toEqual([]);
  expect(await starter.start({ count: 1, there: [], excluded: ['h1', 'h2'] })).toBeUndefined();
});
