import { describe, expect, it } from 'vitest';
import { problemsOf, stubPrograms } from './shared-library.fixture.js';
import { findToolchain } from './toolchain.js';

const python = 'echo 3.12.1; echo 24.0';
const compiler = 'echo "g++ (Debian 12.2.0) 12.2.0"';

describe('findToolchain', () => {
  it('finds the Python and the compiler of this machine', async () => {
    const found = await findToolchain();
    expect(found.python.pipVersion).toMatch(/^\d+\.\d+/);
    expect(found.compiler.version).not.toBe('');
  });

  it('reports the versions that the programs print', async () => {
    await stubPrograms({ python3: python, 'g++': compiler }, 'only');
    expect(await findToolchain()).toEqual({
      python: { command: 'python3', version: '3.12.1', pipVersion: '24.0' },
      compiler: { command: 'g++', version: 'g++ (Debian 12.2.0) 12.2.0' },
    });
  });

  it.each([
    ['no python3', { 'g++': compiler }, 'THAW-BACKEND-NO-PYTHON', 'no python3'],
    [
      'an old Python',
      { 'g++': compiler, python3: 'echo 3.8.10; echo 20.0' },
      'THAW-BACKEND-NO-PYTHON',
      'Python 3.8.10',
    ],
    [
      'a broken python3',
      { 'g++': compiler, python3: 'exit 127' },
      'THAW-BACKEND-NO-PYTHON',
      'a python3 that does not start',
    ],
    [
      'a Python without pip',
      { 'g++': compiler, python3: 'echo 3.11.2; echo "No module named pip" >&2; exit 1' },
      'THAW-BACKEND-NO-PIP',
      'Python 3.11.2 without pip',
    ],
    [
      'an old pip',
      { 'g++': compiler, python3: 'echo 3.9.0; echo 20.2.3' },
      'THAW-BACKEND-NO-PIP',
      'pip 20.2.3',
    ],
    ['no compiler', { python3: python }, 'THAW-BACKEND-NO-COMPILER', 'none that starts'],
  ])('explains %s and says what to install', async (_, programs, code, found) => {
    await stubPrograms(programs, 'only');
    expect(await problemsOf(findToolchain())).toEqual([
      expect.objectContaining({ code, found, remedy: expect.stringContaining('install') }),
    ]);
  });

  it('names everything that is missing at once', async () => {
    await stubPrograms({}, 'only');
    const codes = (await problemsOf(findToolchain())).map(({ code }) => code);
    expect(codes).toEqual(['THAW-BACKEND-NO-PYTHON', 'THAW-BACKEND-NO-COMPILER']);
  });
});
