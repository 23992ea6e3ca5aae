import { historyLine, nightsIn, type HistoryEntry } from '@thaw/core';
import { tryLock } from '@thaw/locks';
import { journalLock, journalPath } from '@thaw/tracker';
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
  await writeFile(images.spec, `${text}schedule: { cron: "${cron}", timeZone: UTC, within: 20h }\n`);
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
      stderr: expect.stringContaining('wrong.yaml:8:1 THAW-SPEC-UNKNOWN-KEY') as string,
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

  it('refuses a time without a zone', async () => {
    const { code, stderr } = await call(['--now', '2026-11-26T02:00:00']);
    expect(code).toBe(2);
    expect(stderr).toContain('a time in ISO 8601 with its zone');
  });
});
