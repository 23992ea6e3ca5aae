import { gitState } from '@thaw/execution/provenance';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-git-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const git = (...args: string[]): string =>
  execFileSync('git', ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@t', ...args], {
    encoding: 'utf8',
  });

describe('the state of a Git repository', () => {
  it('is none outside of one, and before its first commit', async () => {
    expect(await gitState(folder)).toBeUndefined();
    git('init', '--initial-branch=topic');
    expect(await gitState(folder)).toBeUndefined();
  });

  it('has the commit, the branch and whether files differ from it', async () => {
    await writeFile(join(folder, 'a'), '1');
    git('add', 'a');
    git('commit', '-m', 'first');
    const commit = git('rev-parse', 'HEAD').trim();
    expect(await gitState(folder)).toEqual({ commit, branch: 'topic', dirty: false });
    await writeFile(join(folder, 'a'), '2');
    expect(await gitState(folder)).toEqual({ commit, branch: 'topic', dirty: true });
    git('checkout', '--detach');
    expect(await gitState(folder)).toEqual({ commit, dirty: true });
  });
});
