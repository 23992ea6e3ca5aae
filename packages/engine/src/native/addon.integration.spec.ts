import { mkdir, readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
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

describe('the copy of the addon’s sources', () => {
  it('is byte for byte what the npm package @tensorflow/tfjs-node-gpu holds', async () => {
    const sourcesIn = async (folder: string) =>
      Promise.all(
        (await readdir(folder))
          .sort()
          .map(async (name) => [name, await readFile(join(folder, name), 'utf8')]),
      );
    const manifest = createRequire(import.meta.url).resolve('@tensorflow/tfjs-node-gpu/package.json');
    const copy = fileURLToPath(new URL('../../addon/tfjs-node-gpu/binding', import.meta.url));
    const sources = await sourcesIn(copy);
    expect(sources.map(([name]) => name)).toContain('tfjs_binding.cc');
    expect(sources).toEqual(await sourcesIn(join(dirname(manifest), 'binding')));
  });
});

describe('addonHash', () => {
  it('is twelve hex digits and stays the same', async () => {
    expect(await addonHash()).toMatch(/^[0-9a-f]{12}$/);
    expect(await addonHash()).toBe(await addonHash());
  });
});
