import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { chooseDevice, deviceToInstall, hasUsableGpu } from './choose-device.js';
import { findGpus, hasTensorFloat32, parseGpus, usedGpu, visibleGpus, type Gpu } from './gpu.js';
import { problemsOf, stubPrograms } from './shared-library.fixture.js';

const line = (driver: string) =>
  `NVIDIA H100 80GB HBM3, ${driver}, 81559, 80990, 9.0, GPU-4f0e0d4c-9a01-aa22-bb33-0123456789ab`;
const smi = (driver: string) => ({ 'nvidia-smi': `echo "${line(driver)}"` });

describe('findGpus', () => {
  it('reads what the driver lists', async () => {
    await stubPrograms(smi('550.54.15'), 'only');
    expect(await findGpus()).toEqual([
      {
        ...{ name: 'NVIDIA H100 80GB HBM3', driver: '550.54.15', memoryMiB: 81559, freeMiB: 80990 },
        ...{ computeCapability: '9.0', uuid: 'GPU-4f0e0d4c-9a01-aa22-bb33-0123456789ab' },
      },
    ]);
  });

  it('reads what a driver lists that does not know all that is asked', async () => {
    const answer =
      'case "$1" in *compute_cap*) echo "Field compute_cap is not a valid field to query."; exit 2;; esac';
    await stubPrograms({ 'nvidia-smi': `${answer}\necho "Tesla K80, 390.48, 11441, 11000"` }, 'only');
    expect(await findGpus()).toMatchObject([{ name: 'Tesla K80', driver: '390.48', computeCapability: '' }]);
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

describe('usedGpu', () => {
  const gpus = parseGpus(`${line('550.54.15')}\nNVIDIA T4, 550.54.15, 15360, 15000, 7.5, GPU-77`);
  const [h100, t4] = gpus as [Gpu, Gpu];

  it.each([
    [undefined, undefined, h100],
    [1, undefined, t4],
    [1, '0', t4],
    [undefined, '', h100],
    [undefined, '1,0', t4],
    [undefined, 'GPU-7', t4],
    [5, undefined, undefined],
  ])('with index %s and visible devices %j', (index, visible, expected) => {
    expect(usedGpu(gpus, index, visible)).toBe(expected);
  });

  it.each([
    [undefined, [0, 1]],
    ['', [0, 1]],
    ['1,0', [1, 0]],
    ['GPU-7', [1]],
    // CUDA takes none after one that is not there.
    ['1,5,0', [1]],
    ['MIG-1', []],
  ])('of visible devices %j %j are there', (visible, expected) => {
    expect(visibleGpus(gpus, visible)).toEqual(expected);
  });

  it('knows which multiply in TensorFloat-32', () => {
    expect([h100, t4, { ...t4, computeCapability: '' }].map(hasTensorFloat32)).toEqual([true, false, false]);
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

  it('is installed for a GPU that is not there, as where images are built', async () => {
    await stubPrograms({}, 'only');
    expect([await deviceToInstall('gpu'), await deviceToInstall('auto')]).toEqual(['gpu', 'cpu']);
    expect(await hasUsableGpu()).toBe(false);
    await stubPrograms(smi('550.54.15'), 'only');
    expect([await deviceToInstall('cpu'), await deviceToInstall('auto')]).toEqual(['cpu', 'gpu']);
    expect(await hasUsableGpu()).toBe(true);
  });

  it('takes the CPU when told so, whatever is there', async () => {
    await stubPrograms(smi('550.54.15'), 'only');
    expect(await chooseDevice('cpu')).toBe('cpu');
  });
});
