import type { Engine, ExtractorOptions, TrainerOptions } from '@thaw/core';
import { extractorInOrder, trainerInOrder } from '../in-order.js';
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
    capabilities: {
      untrainable: untrainableKinds(backend),
      precisions: ['float32'],
      rematerialises: false,
      compiles: false,
    },
    createExtractor: async (options) => extractorInOrder(new PortableExtractor(inFloat32(options))),
    createTrainer: async (options) => trainerInOrder(new PortableTrainer(inFloat32(options), backend)),
    // The backend is tfjs's, one in a process; all tensors belong to extractors and trainers.
    dispose: async () => {},
  };
}

/** Its capabilities say so; whoever asks for more gets no other numbers than those asked for. */
function inFloat32<Options extends ExtractorOptions | TrainerOptions>(options: Options): Options {
  if ((options.precision ?? 'float32') !== 'float32') throw new RangeError('tfjs computes in float32 alone');
  if ('memory' in options && options.memory) throw new RangeError('tfjs keeps all activations');
  if (options.compile) throw new RangeError('tfjs runs operations one by one');
  return options;
}
