import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { chooseDevice } from './choose-device.js';
import { findGpus } from './gpu.js';
import { problemsOf, stubPrograms } from './shared-library.fixture.js';

const smi = (driver: string) => ({ 'nvidia-smi': `echo "NVIDIA H100 80GB HBM3, ${driver}, 81559"` });

describe('findGpus', () => {
  it('reads what the driver lists', async () => {
    await stubPrograms(smi('550.54.15'), 'only');
    expect(await findGpus()).toEqual([
      { name: 'NVIDIA H100 80GB HBM3', driver: '550.54.15', memoryMiB: 81559 },
    ]);
  });

  it('finds none where nvidia-smi is absent or cannot reach a driver', async () => {
    await stubPrograms({}, 'only');
    expect(await findGpus()).toEqual([]);
    await stubPrograms(
      { 'nvidia-smi': 'echo "couldn\'t communicate with the NVIDIA driver"; exit 9' },
      'only',
    );
    expect(await findGpus()).toEqual([]);
  });

  it.each(['', '-1', 'NoDevFiles'])('finds none when CUDA_VISIBLE_DEVICES is "%s"', async (visible) => {
    await stubPrograms(smi('550.54.15'), 'only');
    vi.stubEnv('CUDA_VISIBLE_DEVICES', visible);
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(await findGpus()).toEqual([]);
  });
});

describe.runIf(process.platform === 'linux' && process.arch === 'x64')('chooseDevice', () => {
  it.each([
    ['525.60.13', 'gpu'],
    ['1000.1.2', 'gpu'],
    ['525.60.11', 'cpu'],
    ['470.256.02', 'cpu'],
  ])('with driver %s, auto takes the library for %s', async (driver, device) => {
    await stubPrograms(smi(driver), 'only');
    expect(await chooseDevice('auto')).toBe(device);
  });

  it('refuses a demanded GPU that is not there or whose driver is too old', async () => {
    await stubPrograms({}, 'only');
    expect(await problemsOf(chooseDevice('gpu'))).toMatchObject([
      { code: 'THAW-BACKEND-NO-GPU', found: 'none that nvidia-smi lists' },
    ]);
    await stubPrograms(smi('470.256.02'), 'only');
    expect(await problemsOf(chooseDevice('gpu'))).toMatchObject([
      { code: 'THAW-BACKEND-NO-GPU', found: 'NVIDIA H100 80GB HBM3 with driver 470.256.02' },
    ]);
  });

  it('takes the CPU when told so, whatever is there', async () => {
    await stubPrograms(smi('550.54.15'), 'only');
    expect(await chooseDevice('cpu')).toBe('cpu');
  });
});
