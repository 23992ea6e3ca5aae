import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { NativeLibrary } from './library.js';
import { loadTensorflowBackend } from './load.js';
import { problemsOf, provisionTimeoutMs, sharedLibrary, temporaryFolder } from './shared-library.fixture.js';

let library: NativeLibrary;
beforeAll(async () => {
  library = await sharedLibrary();
}, provisionTimeoutMs);

describe('loadTensorflowBackend', () => {
  it('loads the pinned version and may be called again', async () => {
    const backend = await loadTensorflowBackend(library);
    expect(backend).toMatchObject({ version: '2.21.0', device: 'cpu' });
    expect((await loadTensorflowBackend(library)).binding).toBe(backend.binding);
  });

  it("keeps TensorFlow's notes from the terminal and gives standard error back", () => {
    const script = `const stderr = require(${JSON.stringify(library.mute)}); stderr.mute();
      const { version } = require(${JSON.stringify(library.session)}); stderr.unmute();
      console.log(version); console.error('mine');`;
    const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' };
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { env, encoding: 'utf8' });
    expect([stdout, stderr]).toEqual(['2.21.0\n', 'mine\n']);
  });

  it('says how to mend an addon that cannot be loaded', async () => {
    const session = join(await temporaryFolder(), 'session.node');
    await writeFile(session, 'no shared library');
    expect(await problemsOf(loadTensorflowBackend({ ...library, session }))).toMatchObject([
      { code: 'THAW-BACKEND-LOAD-FAILED', remedy: expect.stringContaining(library.folder) },
    ]);
  });
});
