import { seededRandom, slotsOf, type NumericArray, type Optimizer, type Shape } from '@thaw/core';
import { beforeAll, expect, it } from 'vitest';
import { loadTensorflowBackend, type TensorflowBackend } from '../../native/load.js';
import { sharedLibrary } from '../../native/shared-library.fixture.js';
import { GraphDefBuilder } from '../graph-def/graph-def-builder.js';
import type { Output } from '../graph-def/node-list.js';
import { updateRule } from '../optimizers/update-rules.js';
import { lengthOf } from '../session/packed-arrays.js';
import { Session } from '../session/session.js';
import { Variables, type Packed } from '../session/variables.js';
import { packTrained } from './packs.js';
import { optimizerNumber } from './structure.js';
import { writeUpdates } from './write-step.js';

let binding: TensorflowBackend['binding'];
beforeAll(async () => {
  ({ binding } = await loadTensorflowBackend(await sharedLibrary()));
});

const shapes = new Map<string, Shape>([
  ['a/kernel', [3, 3, 4, 20]],
  ['a/bias', [16]],
  ['b/kernel', [1, 1, 64, 128]],
  ['b/bias', [48]],
  ['c/bias', [7]],
]);
const optimizers: readonly Optimizer[] = [
  { name: 'sgd', momentum: 0, nesterov: false },
  { name: 'sgd', momentum: 0.9, nesterov: true },
  { name: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  { name: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: 0.1 },
  { name: 'rmsprop', rho: 0.9, momentum: 0.9, epsilon: 1e-7 },
];

/** Weights, slots and their updates, from gradients that are fed. */
function write(graph: GraphDefBuilder, optimizer: Optimizer, name: string, packed: readonly Packed[]) {
  const { name: kind, ...settings } = optimizer;
  const changing = new Variables(graph, `${name}-weights`);
  changing.addPacked(packed);
  const names = slotsOf(optimizer);
  const slots = new Variables(graph, `${name}-slots`);
  slots.addPacked(
    packed.flatMap(({ path, shape, pack }) =>
      names.map((slot) => ({ path: `${path}/${slot}`, shape, pack: `${pack}/${slot}` })),
    ),
  );
  const numbers = new Variables(graph, `${name}-numbers`);
  const own = updateRule(kind).numbers(optimizer);
  for (const number of Object.keys(own)) numbers.add(optimizerNumber(number), []);
  for (const each of [changing, slots, numbers]) each.finish();
  const rate = graph.const(0.01);
  const update = (gradients: ReadonlyMap<string, Output>) =>
    writeUpdates(
      graph,
      { name: kind, slots: names, switches: settings },
      gradients,
      { trained: packed, changing, slots, numbers },
      { learningRate: rate, correctedRate: rate },
    );
  const fill = (session: Session) =>
    Variables.fill(session, [
      [changing, (path) => drawn(path, shapes.get(path)!)],
      [slots, (path) => ({ ...slots.get(path), data: new Float32Array(lengthOf(slots.get(path).shape)) })],
      [numbers, (path) => ({ shape: [], data: Float32Array.of(own[path.slice('optimizer/'.length)]!) })],
    ]);
  return { changing, slots, update, fill };
}

function drawn(id: string, shape: Shape): NumericArray {
  const random = seededRandom([1, id]);
  return { shape, data: Float32Array.from({ length: lengthOf(shape) }, () => 2 * random() - 1) };
}

it.each(optimizers)(
  'comes to the same bits with weights in one variable as with each in its own: %o',
  async (optimizer) => {
    const graph = new GraphDefBuilder();
    const together = packTrained([...shapes.keys()], shapes);
    expect(new Set(together.map(({ pack }) => pack))).toEqual(new Set(['trained', 'c/bias']));
    const alone = together.map((each) => ({ ...each, pack: each.path }));
    const sides = [write(graph, optimizer, 'together', together), write(graph, optimizer, 'alone', alone)];
    const gradients = new Map(
      [...shapes].map(([path, shape]) => [path, graph.placeholder('float32', shape)]),
    );
    const changes = sides.flatMap(({ update }) => update(gradients));
    const done = graph.after(changes, () => graph.const(0));
    const session = Session.open(binding, graph);
    for (const { fill } of sides) await fill(session);
    for (let step = 0; step < 3; step++) {
      const feeds = [...gradients].map(([path, placeholder]) => ({
        ...drawn(`${path} ${step}`, shapes.get(path)!),
        placeholder,
      }));
      await session.run(feeds, [done]);
    }
    const [weights, slots, weightsAlone, slotsAlone] = await Variables.read(
      session,
      sides.flatMap((side) => [side.changing, side.slots]),
    );
    expect([...weights!]).toEqual([...weightsAlone!]);
    expect([...slots!]).toEqual([...slotsAlone!]);
    expect(weights!.get('a/bias')!.data).not.toEqual(drawn('a/bias', [16]).data);
    await session.close();
  },
);

it('names a weight that is to be trained and has no gradient', () => {
  const graph = new GraphDefBuilder();
  const { update } = write(graph, optimizers[0]!, 'some', packTrained([...shapes.keys()], shapes));
  const gradients = new Map([...shapes].map(([path, shape]) => [path, graph.placeholder('float32', shape)]));
  gradients.delete('b/bias');
  expect(() => update(gradients)).toThrow('the weight b/bias is to be trained, and has no gradient');
});
