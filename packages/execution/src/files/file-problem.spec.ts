import { ThawError } from '@thaw/core';
import { mkdir, mkdtemp, open, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileProblem, withFileProblems } from './file-problem.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-files-'));
  await writeFile(join(folder, 'file'), '');
  await symlink('loop', join(folder, 'loop'));
});
afterAll(() => rm(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

describe('fileProblem', () => {
  it.each<[string, () => Promise<unknown>, string]>([
    ['what is not there', () => readFile(at('none')), 'none cannot be opened'],
    ['a folder taken for a file', () => readFile(folder), 'cannot be read'],
    ['a file taken for a folder', () => readdir(at('file')), 'file cannot be listed'],
    ['a folder below a file', () => mkdir(at('file/a')), 'file/a cannot be made'],
    ['a link that leads to itself', () => readFile(at('loop')), 'loop cannot be opened'],
    ['a name that is too long', () => writeFile(at('x'.repeat(300)), ''), 'cannot be opened'],
  ])('says of %s that the path leads nowhere', async (_, attempt, message) => {
    const problem = fileProblem(await attempt().catch((error: unknown) => error));
    expect(problem).toMatchObject({ code: 'THAW-FILES-PATH', message: expect.stringContaining(message) });
    expect(problem?.remedy).toBeTruthy();
  });

  it('says that there is no room', async () => {
    const full = await open('/dev/full', 'w');
    const error = await full.write('x').catch((thrown: unknown) => thrown);
    await full.close();
    expect(fileProblem(error)).toMatchObject({
      code: 'THAW-FILES-FULL',
      message: 'a file cannot be written',
    });
  });

  it.each([
    ['EACCES', 'THAW-FILES-DENIED'],
    ['EPERM', 'THAW-FILES-DENIED'],
    ['EROFS', 'THAW-FILES-READ-ONLY'],
    ['EMFILE', 'THAW-FILES-TOO-MANY-OPEN'],
  ])('takes %s for %s', (code, expected) => {
    const error = Object.assign(new Error(code), { code, syscall: 'open', path: '/x' });
    expect(fileProblem(error)).toMatchObject({ code: expected, message: '/x cannot be opened' });
    expect(withFileProblems(error)).toBeInstanceOf(ThawError);
  });

  it('takes nothing else for its own', () => {
    const unreachable = Object.assign(new Error('connect'), { code: 'EACCES', syscall: 'connect' });
    const defect = new TypeError('x is not a function');
    const known = new ThawError({ code: 'THAW-STORE-MISSING', message: 'm' });
    for (const error of [unreachable, defect, known]) expect(withFileProblems(error)).toBe(error);
  });
});
