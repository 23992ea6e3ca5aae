import { expect, it } from 'vitest';
import type { StageSettings } from '../stages/open-context.js';
import { decodersOf, settingsOfEach } from './local-workers.js';

const settings: StageSettings = {
  ...{ workspace: '', storeFolder: '', backboneModules: [], backend: 'auto', device: 'auto' },
  weightsPlaces: { cacheFolder: '', kerasFolder: '' },
  library: { threads: 8 },
};

it('deals GPUs out from the first on again, and divides what decodes but not the threads that decide bits', () => {
  const each = settingsOfEach(settings, { workers: 3, gpus: [4, 6] });
  expect(each.map(({ library }) => library)).toEqual([4, 6, 4].map((gpuIndex) => ({ threads: 8, gpuIndex })));
  expect(each.map(({ decoderProcesses }) => decoderProcesses)).toEqual([2, 2, 2]);
  const [alone, ...others] = settingsOfEach(settings, { workers: 16, gpus: [] });
  expect(others).toHaveLength(15);
  expect(alone).toEqual({ ...settings, decoderProcesses: 1 });
  expect([1, 3, 16].map((workers) => decodersOf(settings, workers))).toEqual([8, 2, 1]);
});
