import type { LayerOf, Optimizer } from '@thaw/core';
import type { GraphDefBuilder } from '../graph-def/graph-def-builder.js';
import type { Output } from '../graph-def/node-list.js';
import type { TrainingPass } from '../layers/tensorflow-layer.js';
import type { Switches } from '../optimizers/update-rule.js';
import { updateRule } from '../optimizers/update-rules.js';
import type { Packed, Variables } from '../session/variables.js';
import { optimizerNumber, type OptimizerStructure } from './structure.js';

/** What is fed at each step for the optimizer. */
export interface Rates {
  readonly learningRate: Output;
  readonly correctedRate: Output;
}

/** What a step changes, and what it reads for it. */
interface Changed {
  readonly trained: readonly Packed[];
  readonly changing: Variables;
  readonly slots: Variables;
  readonly numbers: Variables;
}

/** Writes the optimizer's update of each variable that holds trained weights, and returns what to wait for. */
export function writeUpdates(
  graph: GraphDefBuilder,
  { name, slots: names, switches }: OptimizerStructure,
  gradients: ReadonlyMap<string, Output>,
  { trained, changing, slots, numbers }: Changed,
  rates: Rates,
): Output[] {
  const rule = updateRule(name);
  const own = numbersBelow(numbers, optimizerNumber(''));
  return packsOf(trained).flatMap((pack) =>
    graph.inScope(`${pack}/update`, () => {
      const remembered = Object.fromEntries(names.map((slot) => [slot, slots.pack(`${pack}/${slot}`)]));
      const gradient = changing.join(pack, (path) => gradientOf(path, gradients));
      const update = { weight: changing.pack(pack), gradient, slots: remembered, numbers: own, ...rates };
      return rule.update(graph, update, switches as Switches<Optimizer>);
    }),
  );
}

function gradientOf(path: string, gradients: ReadonlyMap<string, Output>): Output {
  const gradient = gradients.get(path);
  if (!gradient) throw new RangeError(`the weight ${path} is to be trained, and has no gradient`);
  return gradient;
}

const packsOf = (arrays: readonly Packed[]) => [...new Set(arrays.map(({ pack }) => pack))];

/** The values of those whose path begins so, by what comes after. */
export const numbersBelow = ({ all }: Variables, start: string): Readonly<Record<string, Output>> =>
  Object.fromEntries(
    [...all].flatMap(([path, { value }]) =>
      path.startsWith(start) ? [[path.slice(start.length), value] as const] : [],
    ),
  );

/** Writes how the moving statistics move towards those of the batch, and returns what to wait for. */
export function writeMovingStatistics(
  graph: GraphDefBuilder,
  normalizations: readonly LayerOf<'BatchNormalization'>[],
  { statistics }: TrainingPass,
  changing: Variables,
): Output[] {
  return normalizations.flatMap(({ name, config: { momentum } }) =>
    graph.inScope(`${name}/moving`, () => {
      const { mean, variance } = statistics.get(name)!;
      const move = (weight: string, batch: Output) => {
        const { handle, value } = changing.pack(`${name}/${weight}`);
        const kept = graph.mul(value, graph.const(momentum));
        return graph.assignVariableOp(handle, graph.addV2(kept, graph.mul(batch, graph.const(1 - momentum))));
      };
      return [move('moving_mean', mean), move('moving_variance', variance)];
    }),
  );
}
