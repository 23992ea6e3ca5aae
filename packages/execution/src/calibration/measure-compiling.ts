import { describeLayers, usualPrecision, type Engine } from '@thaw/core';
import { probeGraph } from './probe-graph.js';
import { timeTraining } from './time-probe.js';

const batchSize = 16;

/** What XLA takes for each layer of a graph that trains, for one size of batch: loading it, which is little of it, included. */
export async function measureCompiling(engine: Engine): Promise<number> {
  const graph = probeGraph('matrix');
  const { setUpSeconds } = await timeTraining(engine, graph, {
    ...{ size: batchSize, precision: usualPrecision(engine.capabilities), trains: 'all' },
    compile: 'always',
  });
  return setUpSeconds / describeLayers(graph).size;
}
