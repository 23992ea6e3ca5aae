import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeProcess, thisProcess, type Holder } from '@thaw/locks';
import { beforeEach, describe, expect, it } from 'vitest';
import { installOnce, isInstalled } from './install-once.js';
import { problemsOf, temporaryFolder } from './shared-library.fixture.js';

let parent: string;
let folder: string;
let builds: number;
let waitedFor: string[];

beforeEach(async () => {
  parent = await temporaryFolder();
  folder = join(parent, 'library');
  builds = 0;
  waitedFor = [];
});

const lock = { purpose: 'testing', onWait: (holder: Holder) => waitedFor.push(describeProcess(holder)) };
const lockOf = (pid: number) =>
  JSON.stringify({ ...thisProcess(), pid, purpose: 'building', token: 'other' });

async function build(staging: string): Promise<string> {
  builds += 1;
  await mkdir(join(staging, 'lib'));
  await writeFile(join(staging, 'lib', 'data'), 'whole');
  return 'a test';
}

describe('installOnce', () => {
  it('builds a folder with a manifest and leaves nothing beside it', async () => {
    await installOnce({ folder, build }, lock);
    expect(await readdir(parent)).toEqual(['library']);
    expect(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'))).toEqual({
      source: 'a test',
      files: {
        'lib/data': { bytes: 5, sha256: '5d5766cf2d78701614200418ee1450690d9af12c84d52545e4802f001ad53099' },
      },
    });
  });

  it('builds once for two that ask at the same time, and tells the second whom it waits for', async () => {
    await Promise.all([installOnce({ folder, build }, lock), installOnce({ folder, build }, lock)]);
    expect(builds).toBe(1);
    expect(waitedFor).toEqual([describeProcess(thisProcess())]);
  });

  it('builds anew what is missing a file or was cut short', async () => {
    await installOnce({ folder, build }, lock);
    await truncate(join(folder, 'lib', 'data'), 2);
    expect(await isInstalled(folder)).toBe(false);
    await installOnce({ folder, build }, lock);
    expect(builds).toBe(2);
    expect(await readFile(join(folder, 'lib', 'data'), 'utf8')).toBe('whole');
  });

  it('clears away what a killed process left, its lock and its half-built folder', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    await writeFile(`${folder}.lock`, lockOf(pid));
    await mkdir(`${folder}.partial-${pid}`);
    await installOnce({ folder, build }, lock);
    expect(await readdir(parent)).toEqual(['library']);
    expect(waitedFor).toEqual([]);
  });

  it('leaves nothing behind when the build fails', async () => {
    const failing = async (staging: string) => {
      await build(staging);
      throw new RangeError('half way');
    };
    await expect(installOnce({ folder, build: failing }, lock)).rejects.toThrow('half way');
    expect(await readdir(parent)).toEqual([]);
  });

  it('stops waiting for another process when it is aborted', async () => {
    await writeFile(`${folder}.lock`, lockOf(process.pid));
    const abort = new AbortController();
    const waiting = {
      purpose: 'testing',
      signal: abort.signal,
      onWait: () => abort.abort(new Error('Ctrl-C')),
    };
    await expect(installOnce({ folder, build }, waiting)).rejects.toThrow('Ctrl-C');
    expect(builds).toBe(0);
  });

  it('says which folder cannot be written, or that the disk is full', async () => {
    const inFile = join(parent, 'file');
    await writeFile(inFile, '');
    expect(
      await problemsOf(installOnce({ folder: join(inFile, 'tensorflow', 'library'), build }, lock)),
    ).toMatchObject([{ code: 'THAW-BACKEND-CACHE-UNWRITABLE' }]);
    const full = () => Promise.reject(Object.assign(new Error('write'), { code: 'ENOSPC' }));
    expect(await problemsOf(installOnce({ folder, build: full }, lock))).toMatchObject([
      { code: 'THAW-BACKEND-DISK-FULL', remedy: expect.stringContaining('THAW_CACHE') },
    ]);
  });
});
