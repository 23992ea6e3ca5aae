import { describe, expect, it } from 'vitest';
import { libraryEnvironment, type LibrarySettings } from './library-settings.js';

describe('libraryEnvironment', () => {
  it.each<{ settings: LibrarySettings; env?: Record<string, string>; expected: Record<string, string> }>([
    { settings: {}, expected: { TF_FORCE_GPU_ALLOW_GROWTH: 'true' } },
    { settings: {}, env: { TF_FORCE_GPU_ALLOW_GROWTH: 'false' }, expected: {} },
    {
      settings: { gpuMemory: 'grow' },
      env: { TF_FORCE_GPU_ALLOW_GROWTH: 'false' },
      expected: { TF_FORCE_GPU_ALLOW_GROWTH: 'true' },
    },
    { settings: { gpuMemory: 'all' }, expected: { TF_FORCE_GPU_ALLOW_GROWTH: 'false' } },
    {
      settings: { threads: 3, gpuIndex: 1, deterministic: true },
      expected: {
        TF_NUM_INTRAOP_THREADS: '3',
        CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
        CUDA_VISIBLE_DEVICES: '1',
        TF_FORCE_GPU_ALLOW_GROWTH: 'true',
        TF_DETERMINISTIC_OPS: '1',
      },
    },
  ])('turns $settings into what TensorFlow reads', ({ settings, env = {}, expected }) => {
    expect(libraryEnvironment(settings, env)).toEqual(expected);
  });
});
