import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireStore } from './require-store.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'thaw-require-store-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const problemOf = (path: string) => {
  try {
    return requireStore(path);
  } catch (error) {
    return (error as { problems: readonly object[] }).problems[0];
  }
};

describe('requireStore', () => {
  it('takes a folder that is there', () => {
    expect(requireStore(folder)).toBe(folder);
  });

  it('refuses a store that does not exist, by its path', () => {
    const path = join(folder, 'typo', '.thaw');
    const expected = {
      code: 'THAW-STORE-MISSING',
      message: `there is no store at ${path}`,
      found: 'nothing',
    };
    expect(problemOf(path)).toMatchObject(expected);
  });

  it('refuses a file', () => {
    const path = join(folder, 'file');
    writeFileSync(path, '');
    const expected = { code: 'THAW-STORE-MISSING', found: 'something that is no folder' };
    expect(problemOf(path)).toMatchObject(expected);
    expect(problemOf(join(path, 'under'))).toMatchObject({ code: 'THAW-STORE-MISSING' });
  });
});
