import { describe, expect, it } from 'vitest';
import { userFolder } from './user-folder.js';

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
