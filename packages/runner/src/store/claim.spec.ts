import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tryClaim, type Claim, type ClaimAttempt } from './claim.js';

describe('tryClaim', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'thaw-claim-'));
    file = join(folder, 'claims', 'train-1.json');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const claimed = (attempt: ClaimAttempt): Claim => {
    if (!('claim' in attempt)) throw new Error(`held by ${JSON.stringify(attempt.owner)}`);
    return attempt.claim;
  };
  const heldBy = (owner: object) => writeFile(file, JSON.stringify({ purpose: 'p', token: 't', ...owner }));
  const deadPid = () => spawnSync(process.execPath, ['-e', '']).pid;

  it('gives it to one, tells the others who has it, and gives it again after its release', async () => {
    const claim = claimed(await tryClaim(file, 'training'));
    expect(await tryClaim(file, 'other')).toMatchObject({ owner: { pid: process.pid, purpose: 'training' } });
    await claim.release();
    await claimed(await tryClaim(file, 'other')).release();
    expect(await readdir(join(folder, 'claims'))).toEqual([]);
  });

  it('gives it to exactly one of many at once, also when a dead process has it', async () => {
    await claimed(await tryClaim(file, 'x')).release();
    for (const prepare of [async () => {}, () => heldBy({ pid: deadPid(), host: hostname() })]) {
      await prepare();
      const attempts = await Promise.all(Array.from({ length: 20 }, () => tryClaim(file, 'training')));
      const winners = attempts.filter((attempt) => 'claim' in attempt);
      expect(winners).toHaveLength(1);
      await claimed(winners[0]!).release();
    }
  });

  it('takes over from a process that is gone', async () => {
    await claimed(await tryClaim(file, 'x')).release();
    await heldBy({ pid: deadPid(), host: hostname() });
    await claimed(await tryClaim(file, 'training')).release();
  });

  it('takes over from another machine only when the claim was not renewed for a minute', async () => {
    await claimed(await tryClaim(file, 'x')).release();
    await heldBy({ pid: 1, host: 'elsewhere' });
    expect(await tryClaim(file, 'training')).toMatchObject({ owner: { host: 'elsewhere' } });
    const twoMinutesAgo = new Date(Date.now() - 120_000);
    await utimes(file, twoMinutesAgo, twoMinutesAgo);
    await claimed(await tryClaim(file, 'training')).release();
  });

  it('takes over a claim that a crash has torn', async () => {
    await claimed(await tryClaim(file, 'x')).release();
    await writeFile(file, '{"pid":');
    await claimed(await tryClaim(file, 'training')).release();
  });

  it('does not give back what another has taken over', async () => {
    const lost = claimed(await tryClaim(file, 'training'));
    await heldBy({ pid: process.pid, host: hostname(), token: 'other' });
    await lost.release();
    expect(await tryClaim(file, 'x')).toMatchObject({ owner: { token: 'other' } });
  });
});
