import { expect, it } from 'vitest';
import { describeStanding } from './describe-standing.js';
import type { StoreStanding } from './standing.js';

const nowMs = Date.UTC(2026, 10, 27, 12);
const before = (seconds: number) => nowMs - 1000 * seconds;

const standing: StoreStanding = {
  sweeps: [
    {
      ...{ id: '5f2c1a000000', name: 'flowers', startedMs: before(725), by: { host: 'login', pid: 812 } },
      runs: { finished: 3, running: 1, waiting: 8 },
      running: [{ run: 'aa11', name: 'dropout=0.2', epochs: 4 }],
      cluster: {
        launcher: 'slurm',
        stages: [
          {
            label: 'training of xception',
            state: 'computing',
            sinceMs: before(95),
            worker: '12_3',
            node: 'n1',
          },
          { label: 'training of resnet50', state: 'waiting', sinceMs: before(8) },
        ],
        jobs: [
          { job: '12_3', state: 'RUNNING', node: 'n1' },
          { job: '12_4', state: 'PENDING', waitsFor: 'jobs of higher priority come first' },
        ],
        excluded: ['n7'],
      },
    },
    { id: 'ab00ab00ab00', name: 'emoji', by: { host: 'login', pid: 901 }, runs: {}, running: [] },
  ],
  stages: [
    {
      ...{ kind: 'train', key: '0123456789abcdef', purpose: 'training of emoji', sinceMs: before(3) },
      by: { host: 'login', pid: 902 },
    },
  ],
};

it('Tells what runs where, since when, and what waits and why', () => {
  expect(describeStanding(standing, nowMs)).toBe(
    `flowers (5f2c1a000000): process 812 on login, since 12 min 05 s
  runs: 3 finished, 1 running, 8 waiting
  aa11 dropout=0.2: 4 epochs
  stage                 is         worker  node  since
  training of xception  computing  12_3    n1    1 min 35 s
  training of resnet50  waiting    –       –     8 s
  job   is       node  waits, as
  12_3  running  n1
  12_4  pending  –     jobs of higher priority come first
  asked for no more, as workers have died there: n7

emoji (ab00ab00ab00): process 901 on login
  runs: none yet

claimed stage      process  on     since  key
training of emoji      902  login  3 s    0123456789ab`,
  );
});
