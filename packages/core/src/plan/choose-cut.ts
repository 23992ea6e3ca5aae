import { findCut, type Cut } from '../graph/cut.js';
import type { LayerGraph } from '../graph/layer-graph.js';
import { describeLayers } from '../graph/shapes.js';
import { product } from '../layers/convolution.js';

export interface ChosenCut {
  readonly cut: Cut;
  /** Why there, for people. */
  readonly reason: string;
}

/**
 * What a stored byte may save: reading it in every epoch takes about as long as this many floating-point operations.
 * 300 is 300 GFLOP/s, what a desktop's processor reaches, against the 1 GB/s of an SSD. It is a convention and not
 * measured, because cuts are part of stages' keys and have to be the same on every machine; a GPU computes more for
 * each byte it reads, and would cut a little lower.
 */
const flopsPerByte = 300;

/**
 * The cut below everything that is live at which an image costs least in an epoch: the operations between the cut and
 * the deepest cut, done again each time, and the bytes at the cut, read each time. Layers that widen (an expansion,
 * the first convolutions) are cheaper to compute again than to read.
 */
export function chooseCut(model: LayerGraph, live: ReadonlySet<string>): ChosenCut {
  const facts = describeLayers(model);
  const deepest = findCut(model, live);
  const flopsOf = ({ above }: Cut) => above.reduce((sum, name) => sum + facts.get(name)!.flops, 0);
  const bytesOf = ({ outputs }: Cut) =>
    outputs.reduce((sum, name) => {
      const { layer, output } = facts.get(name)!;
      return sum + product(output) * (layer.kind === 'InputLayer' ? 1 : 4);
    }, 0);
  const leastFlops = flopsOf(deepest);
  const costOf = (cut: Cut) => flopsOf(cut) - leastFlops + flopsPerByte * bytesOf(cut);

  let best = { cut: deepest, cost: costOf(deepest) };
  const deepestAbove = new Set(deepest.above);
  // A cut below one of these computes more again than the best costs.
  const tooDeep = new Set<string>();
  // Every other cut leaves some layer above that the deepest has below, and so all that this layer leads to.
  for (const { name, inputs } of model.layers.toReversed()) {
    if (deepestAbove.has(name)) continue;
    if (!tooDeep.has(name)) {
      const cut = findCut(model, new Set([...live, name]));
      const cost = costOf(cut);
      if (cost < best.cost) best = { cut, cost };
      if (flopsOf(cut) - leastFlops < best.cost) continue;
    }
    inputs.forEach((input) => tooDeep.add(input));
  }
  return { cut: best.cut, reason: reasonFor(best.cut, deepest, model, bytesOf) };
}

/** Images themselves are stored, and everything is above. */
export function imageCut(model: LayerGraph): Cut {
  const [input, ...above] = model.layers.map((layer) => layer.name);
  return { outputs: [input!], above };
}

function reasonFor(cut: Cut, deepest: Cut, model: LayerGraph, bytesOf: (cut: Cut) => number): string {
  if (cut === deepest) {
    return cut.outputs[0] === model.layers[0]!.name
      ? 'the first layers train, so images are stored'
      : `the deepest point below ${cut.above[0]}`;
  }
  const share = (bytesOf(deepest) / bytesOf(cut)).toFixed(1);
  return `${deepest.outputs.join(' + ')}, the deepest point, is ${share} times as large, and cheaper to compute again`;
}
