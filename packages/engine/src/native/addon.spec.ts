import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addonHash, compileAddon } from './addon.js';
import { problemsOf, temporaryFolder } from './shared-library.fixture.js';
import { findCompiler } from './toolchain.js';

describe('compileAddon', () => {
  it('shows the end of what the compiler said when it fails', async () => {
    const library = await temporaryFolder();
    await mkdir(join(library, 'tensorflow'));
    const options = { compiler: await findCompiler(), library, runtimeLibrary: 'x', target: library };
    expect(await problemsOf(compileAddon(options))).toMatchObject([
      {
        code: 'THAW-BACKEND-COMPILE-FAILED',
        found: expect.stringMatching(/tensorflow\/c\/.*\.h.*\n[^]*compilation terminated|file not found/),
        remedy: expect.stringContaining('CXX'),
      },
    ]);
  });
});

describe('addonHash', () => {
  it('is twelve hex digits and stays the same', async () => {
    expect(await addonHash()).toMatch(/^[0-9a-f]{12}$/);
    expect(await addonHash()).toBe(await addonHash());
  });
});
