import { ThawError, type Problem } from '../errors/problem.js';
import type { Weights } from '../ports/engine.js';
import type { LayerGraph } from './layer-graph.js';
import { describeLayers } from './shapes.js';

/** Throws a ThawError that lists every weight of the graph's layers that is missing or of another shape. */
export function checkWeights(graph: LayerGraph, weights: Weights): void {
  const problems: Problem[] = [];
  for (const [layer, facts] of describeLayers(graph)) {
    for (const { name, shape } of facts.weights) {
      const found = weights.get(`${layer}/${name}`);
      if (found?.shape.join() === shape.join()) continue;
      problems.push({
        code: 'THAW-ENGINE-WEIGHTS',
        message: `the weight ${layer}/${name} of ${graph.name} ${found ? 'has another shape' : 'is missing'}`,
        expected: `[${shape.join(', ')}]`,
        found: found ? `[${found.shape.join(', ')}]` : 'nothing',
        remedy: 'use weights that were made for this network',
      });
    }
  }
  if (problems.length > 0) throw new ThawError(problems);
}
