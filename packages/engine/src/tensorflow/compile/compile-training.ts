import {
  describeLayers,
  planRematerialisation,
  type Layer,
  type LayerGraph,
  type LayerOf,
  type Shape,
  type Weights,
} from '@thaw/core';
import { foldBatchNorm } from '../../network/fold-batch-norm.js';
import { planTraining } from '../../network/plan-training.js';
import { GraphDefBuilder } from '../graph-def/graph-def-builder.js';
import type { Output } from '../graph-def/node-list.js';
import type { TrainingPass } from '../layers/tensorflow-layer.js';
import { lossFunction } from '../losses/loss-functions.js';
import type { Compiled } from '../session/session-pool.js';
import { lengthOf } from '../session/packed-arrays.js';
import { Variables, type Packed } from '../session/variables.js';
import { divideNetwork, writeBlocks } from './blocks.js';
import { networkInput, type NetworkInput } from './inputs.js';
import { liveNetwork } from './live-network.js';
import { writeForward } from './network.js';
import { activationType, addConstants } from './precision.js';
import { scalesOf, writeScaledWeights } from './scaled-weights.js';
import { layerNumber, lossNumber, type TrainingStructure } from './structure.js';
import { packTrained, smallLength } from './packs.js';
import { numbersBelow, writeMovingStatistics, writeUpdates, type Rates } from './write-step.js';

/**
 * The loss, a scalar, and probabilities, `[batch, classes]`; and the sum of small trained weights, biases for example, as they were
 * before, which is not finite when one of them is not. The loss may be: TensorFlow's fused `Conv2D + BiasAdd + Relu` makes NaN 0.
 */
export type Measures = readonly [loss: Output, probabilities: Output, smallSum: Output];

/** A training as a graph: what is fed, what is kept in it, and what is fetched. */
export interface CompiledTraining extends Compiled {
  /** What weights are needed of. */
  readonly fed: LayerGraph;
  /** In the order of the trainer's inputs. */
  readonly inputs: readonly NetworkInput[];
  /** Int32, `[batch]`; `classes` of what fills a batch up. */
  readonly labels: Output;
  readonly classes: number;
  /** Whether what a step computes of an image depends on the others of its batch. */
  readonly mixesImages: boolean;
  /** Two int32. */
  readonly seed: Output;
  readonly rates: Rates;
  /** Fetching these takes a step of the optimizer. */
  readonly step: Measures;
  readonly evaluate: Measures;
  /** Numbers that are no weights, by their paths in the structure. */
  readonly numbers: Variables;
  readonly constants: Variables;
  /** What `constants` are filled with. */
  constantsOf(weights: Weights): Weights;
  /** Trained weights, then statistics that move. */
  readonly changing: Variables;
  /** By `layer/weight/slot`. */
  readonly slots: Variables;
}

export function compileTraining(structure: TrainingStructure): CompiledTraining {
  const { graph: whole, preprocessing, optimizer, precision, memory } = structure;
  const plan = planTraining(structure);
  const frozen = foldBatchNorm(plan.frozen, plan.borders);
  const live = liveNetwork(plan);
  const facts = describeLayers(whole);
  const shapes = new Map<string, Shape>(
    [...facts].flatMap(([layer, { weights }]) =>
      weights.map(({ name, shape }) => [`${layer}/${name}`, shape] as const),
    ),
  );
  const moving = plan.live.layers
    .filter(isNormalization)
    .filter(({ name }) => plan.batchNormalized.has(name));

  const graph = new GraphDefBuilder();
  if (structure.compile) graph.compileWhatFollows();
  const inputs = structure.inputs.map((name) =>
    networkInput(graph, whole, name, preprocessing, activationType(precision)),
  );
  const labels = graph.placeholder('int32', [-1]);
  const seed = graph.placeholder('int32', [2]);
  const rates = {
    learningRate: graph.placeholder('float32', []),
    correctedRate: graph.placeholder('float32', []),
  };

  const numbers = new Variables(graph, 'numbers');
  for (const [path, shape] of Object.entries(structure.numbers)) numbers.add(path, shape);
  const trained = packTrained(plan.trained, shapes);
  const changing = new Variables(graph, 'changing');
  changing.addPacked(trained);
  const statistics = moving.flatMap(({ name }) => [`${name}/moving_mean`, `${name}/moving_variance`]);
  for (const path of statistics) changing.add(path, shapes.get(path)!);
  const slots = new Variables(graph, 'slots');
  slots.addPacked(
    trained.flatMap(({ path, shape, pack }) =>
      optimizer.slots.map((slot) => ({ path: `${path}/${slot}`, shape, pack: `${pack}/${slot}` })),
    ),
  );
  const constants = new Variables(graph, 'constants');
  const scaled = writeScaledWeights(graph, live, changing, constants);
  const isConstant = (path: string) => !changing.has(path) && !scaled.has(path);
  for (const network of [frozen.graph, live.network]) addConstants(constants, network, precision, isConstant);
  const variables = [numbers, constants, changing, slots];
  for (const each of variables) each.finish();

  const smallSum = sumOfSmall(graph, trained, changing);
  const weightOf = (path: string) =>
    scaled.get(path)?.value ?? (changing.has(path) ? changing : constants).get(path).value;
  const fed = new Map(structure.inputs.map((name, index) => [name, inputs[index]!.value]));
  const below = writeForward(graph, frozen.graph, fed, weightOf);
  const borders = new Map(plan.borders.map((name) => [name, fed.get(name) ?? below.get(name)!.output]));
  const classes = facts.get(whole.output)!.output.at(-1)!;

  const step = graph.inScope('step', (): Measures => {
    const training: TrainingPass = {
      seed,
      batchSize: graph.apart(() => graph.shape(labels)),
      batchNormalized: plan.batchNormalized,
      statistics: new Map(),
      number: (layer, name) => numbers.get(layerNumber(layer, name)).value,
    };
    const kept = memory === 'rematerialise' ? planRematerialisation(live.network).kept : [];
    const pass = writeBlocks(graph, divideNetwork(live.network, kept), borders, weightOf, training);
    const logits = graph.cast(pass.output, 'float32');
    const lossNumbers = numbersBelow(numbers, lossNumber(''));
    const { loss, gradient, output } = lossFunction.measure(graph, { logits, labels, classes }, lossNumbers);
    const byWeight = pass.backward(graph.cast(gradient, pass.output.type), live.trained);
    const byVariable = new Map<string, Output>();
    for (const [path, byValue] of byWeight) {
      const weight = scaled.get(path);
      if (!weight) byVariable.set(path, byValue);
      else if (weight.source) byVariable.set(weight.source.path, weight.source.gradient(byValue));
    }
    const changes = [
      ...writeUpdates(graph, optimizer, byVariable, { trained, changing, slots, numbers }, rates),
      ...writeMovingStatistics(graph, moving, training, changing),
    ];
    return graph.after(changes, () => [graph.identity(loss), output, smallSum]);
  });
  const evaluate = graph.inScope('evaluate', (): Measures => {
    const passes = writeForward(graph, live.network, borders, weightOf);
    const logits = graph.cast(passes.get(whole.output)!.output, 'float32');
    const plain = Object.entries(lossFunction.numbers({}, classes)).map(
      ([name, value]) => [name, graph.const(value)] as const,
    );
    const answers = { logits, labels, classes };
    const { loss, output } = lossFunction.measure(graph, answers, Object.fromEntries(plain));
    return [loss, output, smallSum];
  });
  return {
    ...{ graph, fed: plan.fed, inputs, labels, classes, seed, rates, step, evaluate },
    mixesImages: plan.batchNormalized.size > 0,
    ...{ variables, numbers, constants, changing, slots },
    constantsOf: (weights) =>
      new Map([...live.constantsOf(weights), ...frozen.fold(weights), ...scalesOf(live.merged, weights)]),
  };
}

const isNormalization = (layer: Layer): layer is Extract<Layer, LayerOf<'BatchNormalization'>> =>
  layer.kind === 'BatchNormalization';

/** One operation for all that lie in one variable; large ones are not gone through at each step. */
function sumOfSmall(graph: GraphDefBuilder, trained: readonly Packed[], changing: Variables): Output {
  const small = trained.filter(({ shape }) => lengthOf(shape) <= smallLength);
  const packs = [...new Set(small.map(({ pack }) => pack))].map((name) => changing.pack(name));
  return graph.addN([
    graph.const(0),
    ...packs.map(({ value, shape }) => graph.sum(value, [...shape.keys()])),
  ]);
}
