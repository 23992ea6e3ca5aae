import type { Engine } from '@thaw/core';

/** An engine of which everything is compiled by XLA, whatever it is asked for. */
export const compiledEngine = (engine: Engine): Engine => ({
  ...engine,
  createExtractor: (options) => engine.createExtractor({ ...options, compile: 'always' }),
  createTrainer: (options) => engine.createTrainer({ ...options, compile: 'always' }),
});
