import { backbones } from '@thaw/backbones';
import { loadSpec, planSweep, ThawError, type OpenedBackend } from '@thaw/core';
import { expect, it } from 'vitest';
import type { SweepPart } from './prepare-sweep.js';
import { refuseUnsupported } from './refuse-unsupported.js';

const spec = `
name: flowers
data: { root: images }
backbone: { name: mobilenetv2, weights: random, imageSize: 32 }
precision: bfloat16
phases:
  - { name: extract, epochs: 1 }
sweep: { parameters: { compile: [off, always] } }
`;
const loaded = loadSpec(spec, { file: 'flowers.yaml', backbones, resolvePath: (path) => path });
const plan = planSweep({
  runs: loaded.runs,
  backbones,
  datasetOf: () => ({ indexHash: '', imagesHash: '', classes: ['a', 'b'], images: 4, hasTestImages: false }),
  weightsOf: () => 'random:42',
});
const opened = (capabilities: OpenedBackend['capabilities']): OpenedBackend => ({
  ...{ engine: 'portable', backend: 'wasm', description: 'wasm (CPU, 1 thread)', capabilities },
});

it('what a backend cannot do is refused where the spec asks for it, with what does not ask for it', () => {
  const refuse = (capabilities: OpenedBackend['capabilities']) =>
    refuseUnsupported({ loaded, plan } as unknown as SweepPart, opened(capabilities));
  const able = { untrainable: [], precisions: ['float32', 'bfloat16'], rematerialises: false } as const;
  refuse({ ...able, compiles: true });
  const problems = (() => {
    try {
      return refuse({ ...able, precisions: ['float32'], compiles: false });
    } catch (error) {
      return (error as ThawError).problems;
    }
  })();
  expect(problems).toMatchObject([
    {
      message: 'what computes does not know precision: bfloat16',
      position: { file: 'flowers.yaml', line: 5 },
      expected: 'float32',
      remedy: expect.stringContaining('--set precision=float32'),
    },
    {
      message: 'what computes does not know compile: always',
      position: { file: 'flowers.yaml', line: 8 },
      expected: 'the backend tensorflow',
      found: 'wasm (CPU, 1 thread)',
      remedy: expect.stringContaining('--set compile=off'),
    },
  ]);
});
