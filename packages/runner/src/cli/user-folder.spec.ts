import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { userFolder, workspaceFolder } from './user-folder.js';

describe('userFolder', () => {
  it.each([
    ['is the process’s folder', '/repo/experiments', {}, '/repo/experiments'],
    [
      'is where npm run was called, after npm moved to the package',
      '/repo',
      { INIT_CWD: '/repo/experiments', npm_package_json: '/repo/package.json' },
      '/repo/experiments',
    ],
    [
      'is the process’s folder in a script’s child that stands elsewhere',
      '/tmp/data',
      { INIT_CWD: '/repo', npm_package_json: '/repo/package.json' },
      '/tmp/data',
    ],
  ])('%s', (_, processFolder, env, expected) => {
    expect(userFolder(processFolder, env)).toBe(expected);
  });
});

describe('workspaceFolder', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'thaw-workspace-'));
  const inside = path.join(root, 'experiments/birds');
  mkdirSync(inside, { recursive: true });
  afterAll(() => rmSync(root, { recursive: true }));

  it('is the folder itself outside of any Nx workspace', () => {
    expect(workspaceFolder(inside)).toBe(inside);
  });

  it('is the nearest folder around it that holds an nx.json', () => {
    writeFileSync(path.join(root, 'nx.json'), '{}');
    expect(workspaceFolder(inside)).toBe(root);
    expect(workspaceFolder(root)).toBe(root);
  });
});
