import type { ReplicaCheck } from '@thaw/core';
import { createMlflowClient } from '@thaw/tracker';
import { sharedMlflow } from '@thaw/tracker/fixtures';
import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { thaw } from './thaw.fixture.js';
import { writeJournal } from './tracked-sweep.fixture.js';

let folder: string;
let mlflow: string;
const sync = (...args: readonly string[]) =>
  thaw(['sync', '--store', join(folder, 'store'), '--tracking-uri', mlflow, ...args], { cwd: folder });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-sync-'));
  mlflow = await sharedMlflow();
  await writeJournal(join(folder, 'store', 'journals'), 'a1b2c3', 'flowers');
  await writeJournal(join(folder, 'store', 'journals'), 'd4e5f6', 'birds');
  await writeJournal(join(folder, 'backup'), '778899', 'fish');
}, 300_000);
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const experiment = (name: string) => createMlflowClient({ uri: mlflow }).experimentByName(name);

describe('thaw sync', () => {
  it('sends one sweep of the store, or a journal that lies elsewhere', async () => {
    const { code, stderr } = await sync('flowers', 'backup/778899.ndjson');
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('a1b2c3: 2 runs, 6 points sent');
    expect(await experiment('fish')).toBeDefined();
    expect(await experiment('birds')).toBeUndefined();
  });

  it('says which sweeps there are when it does not know one', async () => {
    const { code, stderr } = await sync('flower', 'bird');
    expect(code).toBe(1);
    expect(stderr).toContain('there is no sweep "flower" in this store');
    expect(stderr).toContain('there is no sweep "bird" in this store');
    expect(stderr).toContain('expected: the name or id of a sweep, or the path of a journal: flowers, birds');
    expect(stderr).toContain('did you mean `flowers`?');
  });

  it('tells in JSON what it has sent', async () => {
    const { stdout } = await sync('d4e5', '--json');
    const [report] = JSON.parse(stdout) as [object];
    expect(report).toMatchObject({ sweep: 'd4e5f6', runs: 2, runsCreated: 3, points: 6 });
    expect(Object.keys(report).slice(0, 5)).toEqual([
      ...['sweep', 'experimentId', 'experiment', 'parentRunId', 'runs'],
    ]);
  });

  it('sends the others when one journal is damaged', async () => {
    const damaged = join(folder, 'damaged.ndjson');
    await writeFile(damaged, 'no journal\n');
    const { code, stderr, stdout } = await sync('damaged.ndjson', 'flowers');
    expect(code).toBe(1);
    expect(stderr).toContain(`${damaged}:1:1 THAW-TRACKING-JOURNAL-CORRUPT`);
    expect(stderr).toContain('a1b2c3: 2 runs');
    expect(stdout).toBe('');
  });
});

describe('thaw sync of a store without sweeps', () => {
  const syncStore = (store: string, ...args: readonly string[]) =>
    thaw(['sync', '--store', store, '--tracking-uri', mlflow, ...args], { cwd: folder });

  it('refuses a store that does not exist, unless only journals elsewhere are named', async () => {
    const typo = join(folder, 'typo');
    for (const args of [[], ['flowers'], ['--check']]) {
      const { code, stdout, stderr } = await syncStore(typo, ...args);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toContain(`THAW-STORE-MISSING`);
      expect(stderr).toContain(`there is no store at ${typo}`);
    }
    expect((await syncStore(typo, 'backup/778899.ndjson')).code).toBe(0);
  });

  it('does not say that the server holds what there is not', async () => {
    await mkdir(join(folder, 'empty'));
    expect((await syncStore(join(folder, 'empty'))).stdout).toBe(
      `there are no sweeps in ${join(folder, 'empty')} yet: nothing was sent\n`,
    );
  });
});

describe('thaw sync --check', () => {
  it('passes when the server holds what the journals hold', async () => {
    await sync();
    expect(await sync('--check')).toEqual({
      code: 0,
      stdout: 'a1b2c3: 2 runs, 6 points, 0 differences\nd4e5f6: 2 runs, 6 points, 0 differences\n',
      stderr: '',
    });
  });

  it('prints what is different and fails', async () => {
    const journal = await writeJournal(join(folder, 'changed'), '55aa55', 'changed');
    expect((await sync(journal)).code).toBe(0);
    const point = { type: 'metrics', timeMs: Date.UTC(2026, 0, 3), sweep: '55aa55', run: 'run2', step: 4 };
    await appendFile(journal, `${JSON.stringify({ ...point, values: { test_accuracy: 0.5 } })}\n`);
    const { code, stdout, stderr } = await sync(journal, '--check');
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^55aa55: 2 runs, 7 points, 1 difference\nrun +what +journal +server\nrun2 +\S+ at step 4 +0\.5 \(2026-01-03T00:00:00\.000Z\) +none\n$/,
    );
    expect(stderr).toBe(`${mlflow} is not as the journals say; \`npx thaw sync\` sends what it lacks\n`);

    const [check] = JSON.parse((await sync(journal, '--check', '--json')).stdout) as ReplicaCheck[];
    expect(check).toMatchObject({ sweep: '55aa55', differences: [{ run: 'run2', server: 'none' }] });
    expect((await sync(journal)).code).toBe(0);
    expect((await sync(journal, '--check')).code).toBe(0);
  });

  it('prints no more rows than one reads', async () => {
    const journal = await writeJournal(join(folder, 'long'), '66bb66', 'long');
    await sync(journal);
    const lines = Array.from({ length: 80 }, (_, index) => {
      const point = { type: 'metrics', timeMs: Date.UTC(2026, 0, 3), sweep: '66bb66', run: 'run2' };
      return `${JSON.stringify({ ...point, step: index + 4, values: { test_accuracy: 0.5 } })}\n`;
    });
    await appendFile(journal, lines.join(''));
    const { stdout } = await sync(journal, '--check');
    expect(stdout.trimEnd().split('\n')).toHaveLength(53);
    expect(stdout).toContain('\n… and 30 more; --json prints all\n');
  });
});
