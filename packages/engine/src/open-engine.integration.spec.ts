import * as tf from '@tensorflow/tfjs-core';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  problemsOf,
  provisionTimeoutMs,
  sharedCache,
  stubPrograms,
  temporaryFolder,
} from './native/shared-library.fixture.js';
import { openEngine, type OpenEngineOptions } from './open-engine.js';

let notices: string[];
beforeEach(() => {
  notices = [];
});

const open = (options: Partial<OpenEngineOptions>) =>
  openEngine({
    backend: 'auto',
    device: 'cpu',
    cacheFolder: sharedCache,
    onNotice: (line) => notices.push(line),
    ...options,
  });

describe('openEngine', { timeout: provisionTimeoutMs }, () => {
  it.each([
    ['auto', 'tensorflow', 'tensorflow', /^backend tensorflow 2\.21\.0 \(CPU, \d+ threads?\)$/],
    ['tensorflow', 'tensorflow', 'tensorflow', /^backend tensorflow 2\.21\.0 \(CPU, \d+ threads?\)$/],
    ['wasm', 'wasm', 'portable', /^backend wasm 4\.22\.0 \(CPU, 1 thread\)$/],
    ['cpu', 'cpu', 'portable', /^backend cpu, tfjs 4\.22\.0 \(plain JavaScript, 1 thread\)$/],
  ] as const)(
    'given %s, opens %s, the %s engine, and says so in one line',
    async (backend, taken, name, notice) => {
      const engine = await open({ backend });
      expect(engine).toMatchObject({ name, backend: taken });
      expect(notices).toEqual([expect.stringMatching(notice)]);
      expect(notices[0]).toContain(engine.description);
      if (name !== 'portable') return;
      expect(tf.getBackend()).toBe(taken);
      expect([...tf.topk(tf.tensor1d([3, 1, 2]), 2).values.dataSync()]).toEqual([3, 2]);
    },
  );

  it('falls back to wasm, naming all that is missing and what would help, in one line', async () => {
    await stubPrograms({}, 'only');
    const engine = await open({ cacheFolder: await temporaryFolder() });
    expect(engine.backend).toBe('wasm');
    expect(notices).toEqual([
      'backend wasm 4.22.0 (CPU, 1 thread), many times slower than TensorFlow, which is not available: ' +
        'Python is needed to fetch TensorFlow ' +
        '(install Python 3, for example `apt install python3 python3-pip` or `brew install python`); ' +
        'a C++ compiler is needed to build the TensorFlow addon ' +
        '(install one, for example `apt install g++` or `xcode-select --install`)',
    ]);
  });

  it('makes the same an error when TensorFlow is demanded', async () => {
    await stubPrograms({}, 'only');
    const problems = await problemsOf(open({ backend: 'tensorflow', cacheFolder: await temporaryFolder() }));
    expect(problems.map(({ code }) => code)).toEqual(['THAW-BACKEND-NO-PYTHON', 'THAW-BACKEND-NO-COMPILER']);
    expect(notices).toEqual([]);
  });

  it('never falls back from a demanded GPU', async () => {
    await stubPrograms({}, 'only');
    expect(await problemsOf(open({ device: 'gpu' }))).toMatchObject([{ code: 'THAW-BACKEND-NO-GPU' }]);
  });

  it('does not fall back where specs are read as for a GPU that rounds to TensorFloat-32', async () => {
    const gpu = 'NVIDIA H100 80GB HBM3, 550.54.15, 81559, 80990, 9.0, GPU-4f0e0d4c';
    await stubPrograms({ 'nvidia-smi': `echo "${gpu}"` }, 'only');
    const cacheFolder = await temporaryFolder();
    const problems = await problemsOf(open({ device: 'auto', cacheFolder }));
    expect(problems.map(({ code }) => code)).toContain('THAW-BACKEND-NO-PYTHON');
    expect((await open({ device: 'cpu', cacheFolder })).backend).toBe('wasm');
  });

  it('installs nothing when it may not', async () => {
    const options = {
      backend: 'tensorflow',
      cacheFolder: await temporaryFolder(),
      provision: false,
    } as const;
    expect(await problemsOf(open(options))).toMatchObject([{ code: 'THAW-BACKEND-NOT-INSTALLED' }]);
  });
});
