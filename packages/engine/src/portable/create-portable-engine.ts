import type { Engine } from '@thaw/core';
import './gradients.js';
import { untrainableKinds } from './gradient-support.js';
import { PortableExtractor } from './portable-extractor.js';
import { PortableTrainer } from './portable-trainer.js';

export interface PortableEngineOptions {
  /** Name of a tfjs backend, registered and set by the caller: `tensorflow`, `wasm`, `cpu`. */
  readonly backend: string;
  /** One line for people: library, version, device. */
  readonly description: string;
}

/** An engine that interprets layer graphs with tfjs-core ops on the tfjs backend that is set. */
export function createPortableEngine({ backend, description }: PortableEngineOptions): Engine {
  return {
    name: 'portable',
    backend,
    description,
    capabilities: { untrainable: untrainableKinds(backend) },
    createExtractor: async (options) => new PortableExtractor(options),
    createTrainer: async (options) => new PortableTrainer(options, backend),
    // The backend is tfjs's, one in a process; all tensors belong to extractors and trainers.
    dispose() {},
  };
}
