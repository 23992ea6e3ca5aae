import { historyLine, type HistoryEntry, type Night } from '@thaw/core';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { night } from '../nights/night.fixture.js';
import { thaw } from './thaw.fixture.js';

let folder: string;
let written = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-nights-'));
  await writeFile(join(folder, 'flowers.yaml'), specText('flowers'));
  await mkdir(join(folder, 'broken'));
  await writeFile(join(folder, 'broken', 'birds.yaml'), specText('birds').replace('0 2 *', '0 25 *'));
});
afterAll(() => rm(folder, { recursive: true }));

const specText = (name: string) => `
name: ${name}
schedule: { cron: "0 2 * * *", timeZone: UTC, within: 20h }
data: { root: images, split: { validation: 0.25 } }
backbone: { name: mobilenetv2, weights: random, imageSize: 32 }
phases: [{ name: extract, epochs: 1 }]
`;

const spec = 'flowers.yaml';
const ended = (entry: Night): HistoryEntry => ({ type: 'night', at: entry.dueAt, ...entry, spec });
const scheduled: HistoryEntry = {
  ...{ type: 'scheduled', spec, at: '2026-11-20T12:00:00.000Z', cron: '0 2 * * *', timeZone: 'UTC' },
};

/** A store with this history; runs `thaw nights` on it. */
async function nights(entries: readonly HistoryEntry[], args: readonly string[] = []) {
  const store = join(folder, `store-${++written}`);
  await mkdir(join(store, 'nights'), { recursive: true });
  await writeFile(join(store, 'nights', 'history.ndjson'), entries.map(historyLine).join(''));
  return thaw(['nights', '--store', store, ...args], { cwd: folder });
}

describe('thaw nights', () => {
  const history = [
    scheduled,
    ended(night(24, 0.9)),
    ended(night(25, 0.7, { inputs: { ...night(25, 0).inputs!, data: 'd2' } })),
    ended({
      ...{
        ...night(26, 0.7),
        best: undefined,
        inputs: undefined,
        startedAt: undefined,
        computed: 0,
        reused: 0,
        seconds: 0,
      },
      ...{ outcome: 'skipped', reason: 'the night before is still under way' },
    }),
  ];

  it('prints the latest first: how each came out, how it stands, what changed and why', async () => {
    const { code, stdout } = await nights(history);
    expect(code).toBe(0);
    expect(stdout.split('\n').map((line) => line.trim().split(/ {2,}/))).toEqual([
      [
        ...['due (UTC)', 'name', 'outcome', 'late', 'computed', 'reused', 'time', 'best', 'standing'],
        ...['changed', 'why'],
      ],
      [
        ...['2026-11-26 01:00', 'flowers', 'skipped', '–', '0', '0', '0 s', '–', 'skipped'],
        'the night before is still under way',
      ],
      ['2026-11-25 01:00', 'flowers', 'ran', '3', '4', '5 s', '0.7000 ± 0.0100', 'worse', 'data'],
      ['2026-11-24 01:00', 'flowers', 'ran', '3', '4', '5 s', '0.9000 ± 0.0100', 'new'],
      [''],
    ]);
  });

  it('prints as much as is asked for, and all of it for programs', async () => {
    const { stdout } = await nights(history, ['flowers', '--limit', '2', '--json']);
    expect(JSON.parse(stdout)).toMatchObject([
      { dueAt: '2026-11-26T01:00:00.000Z', standing: 'skipped', against: {} },
      {
        ...{ spec, standing: 'worse', seconds: 5, changed: [{ input: 'data', from: 'd1', to: 'd2' }] },
        best: { value: 0.7, standardError: 0.01 },
        against: { last: { value: 0.9, verdict: 'worse' } },
      },
    ]);
    const other = await nights(history, ['--spec', 'birds']);
    expect(other).toMatchObject({ code: 0, stdout: '' });
    expect(other.stderr).toBe('no night is of birds; the history has nights of flowers\n');
  });

  it('says how there come to be some where there are none', async () => {
    expect((await nights([])).stderr).toBe('no nights yet; `npx thaw nightly` runs those that are due\n');
  });
});

describe('thaw nights --check', () => {
  const check = (now: string, entries: readonly HistoryEntry[], args: readonly string[] = []) =>
    nights(entries, ['--check', '--specs', spec, '--now', `2026-11-${now}:00Z`, ...args]);
  const held = [scheduled, ended(night(24, 0.9, { dueAt: '2026-11-24T02:00:00.000Z' }))];

  it('ends with 0 while a night may still be caught up, and with 1 from then on', async () => {
    expect(await check('25T21:59', held)).toMatchObject({ code: 0, stderr: 'no night is overdue\n' });
    const { code, stdout } = await check('25T22:00', held);
    expect(code).toBe(1);
    expect(stdout).toMatch(/2026-11-25 02:00 +flowers\.yaml +nothing has come of it in 20 h/);
    expect(JSON.parse((await check('25T22:00', held, ['--json'])).stdout)).toEqual({
      ...{ now: '2026-11-25T22:00:00.000Z', specs: 1 },
      overdue: [
        {
          ...{ spec, name: 'flowers', dueAt: '2026-11-25T02:00:00.000Z' },
          reason: 'nothing has come of it in 20 h',
        },
      ],
    });
  });

  it('fails for a spec that no call has come across, and for one whose schedule cannot be read', async () => {
    const { code, stdout } = await check('25T12:00', []);
    expect(code).toBe(1);
    expect(stdout).toContain('no call of `npx thaw nightly` has come across it yet');
    const broken = await check('25T12:00', held, ['--specs', 'broken/*.yaml']);
    expect(broken.code).toBe(1);
    expect(broken.stdout).toMatch(/broken\/birds\.yaml +its schedule cannot be read: THAW-SPEC-/);
  });
});
