import type { LayerGraph } from '../../graph/layer-graph.js';
import { describeLayers } from '../../graph/shapes.js';
import { featuresBatchSize } from '../stored-features.js';
import type { MachineSpeed } from './machine-speed.js';
import { addWork, layerWork, noWork, secondsOf } from './work.js';

/**
 * Images that pass through a whole network in a second, batch by batch, in single precision; without reading and decoding
 * them, which is the same for all networks. Not corrected by what stages took, as that holds decoding too.
 */
export function imagesPerSecond(
  graph: LayerGraph,
  { forward, secondsPerStep }: Pick<MachineSpeed, 'forward' | 'secondsPerStep'>,
): number {
  const work = [...describeLayers(graph).values()].map(layerWork).reduce(addWork, noWork);
  return 1 / (secondsOf(work, forward) + secondsPerStep / featuresBatchSize);
}
