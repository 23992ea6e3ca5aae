import { ThawError, type Run, type SourcePosition } from '@thaw/core';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { SpecInputs } from './spec-inputs.js';

const run = { config: { data: { root: '/images' } } } as Run;
const position: SourcePosition = { file: 'x.yaml', line: 2, column: 15, length: 6 };

async function problemsOf(read: () => Promise<unknown>) {
  const inputs = new SpecInputs({ runs: [run], positionOf: () => position });
  await inputs.datasets(read);
  try {
    inputs.throwProblems();
  } catch (error) {
    return (error as ThawError).problems;
  }
  return [];
}

describe('what a spec names', () => {
  it('and the file system refuses has its place in the spec', async () => {
    expect(await problemsOf(() => readFile(tmpdir()))).toMatchObject([{ code: 'THAW-FILES-PATH', position }]);
  });

  it('and must not be read is not to be mended by an option of a command', async () => {
    const denied = { code: 'EACCES', syscall: 'open', path: '/images/a/0.png' };
    const [problem] = await problemsOf(() => Promise.reject(Object.assign(new Error('EACCES'), denied)));
    expect(problem).toMatchObject({ code: 'THAW-FILES-DENIED', position });
    expect(problem!.message).toBe('/images/a/0.png cannot be opened');
    expect(problem!.remedy).not.toContain('--');
  });

  it('and is wrong by a defect of the program stays one', async () => {
    await expect(problemsOf(() => Promise.reject(new TypeError('no')))).rejects.toThrow(TypeError);
  });
});
