import { precisions, type Engine } from '@thaw/core';
import type { CompiledCode } from '../native/compiled-code.js';
import type { SessionBinding } from '../native/session-binding.js';
import { SessionPool } from './session/session-pool.js';
import { TensorflowExtractor } from './tensorflow-extractor.js';
import { TensorflowTrainer } from './tensorflow-trainer.js';

export interface TensorflowEngineOptions {
  /** TensorFlow, loaded into this process. */
  readonly binding: SessionBinding;
  /** Where XLA keeps what it compiles. */
  readonly code?: Pick<CompiledCode, 'check' | 'keep'>;
  /** One line for people: library, version, device. */
  readonly description: string;
  /** The GPU that it computes on. */
  readonly gpu?: EngineGpu;
}

export interface EngineGpu extends NonNullable<Engine['gpu']> {
  /** Whether it multiplies in TensorFloat-32. */
  readonly hasTensorFloat32: boolean;
}

/**
 * An engine that compiles layer graphs, with gradients and updates, to graphs that TensorFlow itself runs. A graph is
 * compiled once for all extractors and trainers that differ in numbers alone.
 */
export function createTensorflowEngine(options: TensorflowEngineOptions): Engine {
  const { binding, code, description, gpu } = options;
  const pool = new SessionPool(binding, { code, hasGpu: gpu !== undefined });
  return {
    name: 'tensorflow',
    backend: 'tensorflow',
    description,
    ...(gpu && { gpu: { name: gpu.name, freeBytes: gpu.freeBytes } }),
    capabilities: {
      untrainable: [],
      precisions: precisions.filter((each) => each !== 'tensorfloat32' || gpu?.hasTensorFloat32),
      rematerialises: true,
      compiles: true,
    },
    createExtractor: (options) => TensorflowExtractor.create(pool, options),
    createTrainer: (options) => TensorflowTrainer.create(pool, options),
    dispose: () => pool.close(),
  };
}
