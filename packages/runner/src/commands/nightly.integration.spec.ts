import { historyLine, nightsIn, type HistoryEntry } from '@thaw/core';
import { tryLock } from '@thaw/locks';
import { journalLock, journalPath } from '@thaw/tracker';
import { sharedMlflow } from '@thaw/tracker/fixtures';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HistoryFile } from '../nights/history-file.js';
import { SmallImages } from './small-images.fixture.js';
import { startThaw } from './thaw-process.fixture.js';
import { thaw, type ThawOptions } from './thaw.fixture.js';

const minuteMs = 60_000;
/** Due two minutes ago, and not again for almost an hour. */
const cron = `${new Date(Date.now() - 2 * minuteMs).getUTCMinutes()} * * * *`;

let images: SmallImages;
let wrong: string;
beforeAll(async () => {
  images = await SmallImages.create(['a', 'b'], 8);
  const text = await readFile(images.spec, 'utf8');
  const tracked = text.replace('tracking: {', 'tracking: { experiment: nights-of-a-call,');
  await writeFile(images.spec, `${tracked}schedule: { cron: "${cron}", timeZone: UTC, within: 20h }\n`);
  wrong = join(images.folder, 'wrong.yaml');
});
afterAll(() => images.remove());

const store = () => join(images.folder, '.thaw');
const history = () => new HistoryFile(store(), () => {});
const call = (args: readonly string[], options?: ThawOptions) =>
  thaw(['nightly', '--store', store(), ...args], { cwd: images.folder, ...options });
const json = async (args: readonly string[]) => {
  const { code, stdout, stderr } = await call([...args, '--json']);
  return { code, stderr, ...(JSON.parse(stdout) as { specs: readonly object[] }) };
};
const outcomes = ({ specs }: { specs: readonly object[] }) =>
  specs.map((spec) => (spec as { outcome: string }).outcome);

async function ask(mlflow: string, path: string, body?: object): Promise<object> {
  const headers = { 'content-type': 'application/json' };
  const init = body && { method: 'POST', headers, body: JSON.stringify(body) };
  return (await (await fetch(`${mlflow}/api/2.0/mlflow/${path}`, init)).json()) as object;
}

/** As if the spec had been come across at a time. */
async function comeAcross(at: Date): Promise<void> {
  const spec = basename(images.spec);
  const entry: HistoryEntry = {
    ...{ type: 'scheduled', spec, at: at.toISOString(), cron, timeZone: 'UTC' },
  };
  await mkdir(dirname(history().path), { recursive: true });
  await writeFile(history().path, historyLine(entry));
}

describe('thaw schedule', () => {
  it('ends cleanly in the middle of a night, and goes on with it when it is started again', async () => {
    await comeAcross(new Date(Date.now() - 10 * minuteMs));
    const args = ['schedule', '--specs', images.spec, '--store', store()];
    const first = startThaw(args, images.folder);
    await expect.poll(first.output, { timeout: 60_000 }).toContain('run 1:');
    first.child.kill('SIGTERM');
    expect([await first.exit, first.output()]).toEqual([0, expect.not.stringContaining('small.yaml: ran')]);
    expect(nightsIn(await history().read())).toEqual([]);
    const [, begun] = await history().read();

    const second = startThaw(args, images.folder);
    await expect.poll(second.output, { timeout: 60_000 }).toContain('small.yaml: ran');
    second.child.kill('SIGTERM');
    expect(await second.exit).toBe(0);
    const [night] = nightsIn(await history().read());
    expect(night).toMatchObject({
      ...{
        dueAt: (begun as { dueAt: string }).dueAt,
        outcome: 'ran',
        runs: { finished: 1, failed: 0, stopped: 0 },
      },
      inputs: { spec: night!.sweep, data: expect.stringMatching(/^[\da-f]{12}$/) as string },
      ...{
        objective: { metric: 'val_accuracy', goal: 'maximize' },
        best: { stage: expect.any(String) as string },
      },
    });
  });
});

describe('thaw nightly', () => {
  // The history is of the test before: its night has computed everything.
  const dayMs = 86_400_000;
  const tomorrow = new Date(Date.now() + dayMs).toISOString();

  it('says what would be run, and writes nothing of it', async () => {
    const before = await readFile(history().path, 'utf8');
    expect(await json(['--dry-run', '--now', tomorrow])).toMatchObject({
      code: 0,
      specs: [{ spec: 'small.yaml', name: 'small', outcome: 'ran', computed: 0, reused: 0, seconds: 0 }],
    });
    expect(await readFile(history().path, 'utf8')).toBe(before);
  });

  it('computes nothing that is stored, calls the heartbeat and notifies', async () => {
    const heard = join(images.folder, 'heard.md');
    const { code, stdout, stderr } = await call([
      ...['--now', tomorrow, '--notify', `cat > '${heard}'`, '--heartbeat', 'http://127.0.0.1:1/s3cret'],
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^small\.yaml: ran, due .* UTC.*; 0 computed, 4 reused, \d s\n$/);
    expect(stderr).toContain('all 4 stages stored already; nothing to compute');
    expect(stderr).toContain('the heartbeat did not reach 127.0.0.1:1');
    expect(stderr).not.toContain('s3cret');
    expect(await readFile(heard, 'utf8')).toMatch(/^(## small|Nothing changed: small)/);
  });

  it('waits for a sweep by hand, which neither cancels nor satisfies a night', async () => {
    const sweep = nightsIn(await history().read()).at(-1)!.sweep!;
    const attempt = await tryLock(journalLock(journalPath(join(store(), 'journals'), sweep)), 'the sweep');
    const now = new Date(Date.now() + 2 * dayMs).toISOString();
    const waited = await call(['--now', now], {
      onOutput: (text) => {
        if (text.includes('the night waits for it') && 'lock' in attempt) void attempt.lock.release();
      },
    });
    expect(waited.stderr).toContain('this sweep is being executed by process');
    expect(waited.stdout).toMatch(/^small\.yaml: ran/);
  });

  it('tells of a spec that is wrong, does the others, and ends with 1', async () => {
    await writeFile(wrong, `${await readFile(images.spec, 'utf8')}colour: red\n`);
    const [first, second] = [3, 4].map((days) => new Date(Date.now() + days * dayMs).toISOString());
    expect(outcomes(await json(['--now', first!]))).toEqual(['ran', 'not-due']);
    const night = await json(['--now', second!]);
    expect(night).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('wrong.yaml:9:1 THAW-SPEC-UNKNOWN-KEY') as string,
      specs: [
        { spec: 'small.yaml', outcome: 'ran', computed: 0, reused: 4 },
        {
          spec: 'wrong.yaml',
          outcome: 'failed',
          reason: expect.stringMatching(/^THAW-SPEC-UNKNOWN-KEY: the spec has no setting colour/) as string,
        },
      ],
    });
  });

  it('of two processes that are called at one time runs a night once', async () => {
    const now = new Date(Date.now() + 5 * dayMs).toISOString();
    const args = ['nightly', '--specs', 'small.yaml', '--store', store(), '--now', now, '--json'];
    const calls = [1, 2].map(() => startThaw(args, images.folder));
    expect(await Promise.all(calls.map(({ exit }) => exit))).toEqual([0, 0]);
    const told = calls.map((each) => /"outcome":"([\w-]+)"/.exec(each.output())?.[1]);
    expect(told.toSorted()).toEqual(['not-due', 'ran']);
    const nights = nightsIn(await history().read());
    const dues = nights.filter(({ spec }) => spec === 'small.yaml').map(({ dueAt }) => dueAt);
    expect(new Set(dues).size).toBe(dues.length);
  });

  it('leaves its digest in MLflow, where a search finds the night', async () => {
    const mlflow = await sharedMlflow();
    const now = new Date(Date.now() + 6 * dayMs).toISOString();
    const called = await json(['--specs', 'small.yaml', '--now', now, '--tracking-uri', mlflow]);
    const [{ dueAt }] = called.specs as readonly [{ dueAt: string }];
    const night = dueAt.replace('.000Z', 'Z');
    const { experiment } = (await ask(
      mlflow,
      'experiments/get-by-name?experiment_name=nights-of-a-call',
    )) as {
      experiment: { experiment_id: string };
    };
    const { runs } = (await ask(mlflow, 'runs/search', {
      experiment_ids: [experiment.experiment_id],
      filter: `tags.\`thaw.night\` = '${night}'`,
    })) as { runs: readonly { info: { run_id: string; run_name: string } }[] };
    // The sweep, and its one run.
    expect(runs).toHaveLength(2);
    const digests = await Promise.all(
      runs.map(({ info }) => {
        const query = { run_uuid: info.run_id, path: `nights/${night.slice(0, 16).replace(':', '')}Z.md` };
        return fetch(`${mlflow}/get-artifact?${new URLSearchParams(query)}`);
      }),
    );
    const [digest] = digests.filter(({ ok }) => ok);
    expect(await digest!.text()).toMatch(/^(Nothing changed: small|## small: same)/);
  }, 120_000);

  it('refuses a time without a zone', async () => {
    const { code, stderr } = await call(['--now', '2026-11-26T02:00:00']);
    expect(code).toBe(2);
    expect(stderr).toContain('a time in ISO 8601 with its zone');
  });
});
