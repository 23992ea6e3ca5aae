import type { Shape } from '@thaw/core/graph';
import { isObject, show } from '../../contract/expectation.js';
import { inOrder, type ByteSource } from '../byte-source.js';
import { pieceOf, readIndex } from '../read-index.js';
import type { StoredFile, StoredTensor } from '../stored-model.js';
import { addressedModel } from '../tensors/addressed-model.js';
import { float32, type ElementType } from '../tensors/element-types.js';
import { StridedTensor } from '../tensors/strided-tensor.js';
import { Unreadable } from '../unreadable.js';
import { quantizedType } from './quantized.js';

/**
 * The weights of a layers model of TensorFlow.js. `weightsManifest` in its `model.json` lists them in groups, each with the files that hold its
 * weights one after the other. They are called by their layers, `block1_conv1/kernel`, and those of a layer come in Keras's order.
 */
export function readTfjs(source: ByteSource): StoredFile {
  const { weightsManifest: groups, modelTopology: topology } = readIndex(source);
  if (!Array.isArray(groups)) throw new Unreadable('a model.json without weightsManifest');
  const owners = new Map<string, StoredTensor[]>();
  const places = new Map<string, StoredTensor>();
  const names = new Set<string>();
  for (const [name, tensor] of groups.flatMap((group) => tensorsOf(group, source))) {
    if (names.has(name))
      throw new Unreadable(`a weightsManifest with two weights called ${name}, for layers of one name`);
    names.add(name);
    const owner = name.slice(0, Math.max(0, name.lastIndexOf('/')));
    const tensors = owners.get(owner) ?? [];
    places.set(`${owner}/${tensors.length}`, tensor);
    tensors.push(tensor);
    owners.set(owner, tensors);
  }
  const layers = [...owners].map(([name, tensors]) => ({ name, tensors }));
  // The converter has sorted them by their names.
  const order = layerOrder(topology);
  const rank = ({ name }: { readonly name: string }) => order.get(name) ?? order.size;
  const whole = { layers: layers.toSorted((a, b) => rank(a) - rank(b)) };
  return {
    modelsFor: (graph, names = []) => [
      ...names.map((map) => addressedModel(graph, map, ({ name }) => places.get(name))),
      whole,
    ],
  };
}

/** The names of layers, those in models inside too, by where the model has them. */
function layerOrder(topology: unknown): ReadonlyMap<unknown, number> {
  const order = new Map<unknown, number>();
  const pending: unknown[] = [isObject(topology) ? (topology['model_config'] ?? topology) : undefined];
  for (let layer = pending.pop(); layer !== undefined; layer = pending.pop()) {
    const { name, layers } = isObject(layer) && isObject(layer['config']) ? layer['config'] : {};
    if (!order.has(name)) order.set(name, order.size);
    if (Array.isArray(layers)) pending.push(...(layers as readonly unknown[]).toReversed());
  }
  return order;
}

function tensorsOf(group: unknown, source: ByteSource): readonly (readonly [string, StoredTensor])[] {
  const { paths, weights } = isObject(group) ? group : {};
  if (!Array.isArray(paths) || !Array.isArray(weights))
    throw new Unreadable('a weightsManifest with a group that has no paths and weights');
  const bytes = inOrder(paths.map((name) => pieceOf(source, name)));
  let end = 0;
  const tensors = weights.map((entry: unknown) => {
    const { name, shape, type, size } = checked(entry);
    const start = end;
    end += size * type.bytes;
    const tensor = StridedTensor.inOrder(shape, () =>
      type.toFloats(bytes.read(start, start + size * type.bytes)),
    );
    return [name, tensor] as const;
  });
  if (end !== bytes.size)
    throw new Unreadable(`weights of ${end} bytes, in files of ${bytes.size}: ${show(paths)}`);
  return tensors;
}

interface Entry {
  readonly name: string;
  readonly shape: Shape;
  /** How many numbers it has. */
  readonly size: number;
  readonly type: ElementType;
}

function checked(entry: unknown): Entry {
  const { name, shape, dtype, quantization } = isObject(entry) ? entry : {};
  if (typeof name !== 'string' || !isShape(shape))
    throw new Unreadable('a weightsManifest with a weight that has no name and shape');
  const size = shape.reduce((product, length) => product * length, 1);
  if (!Number.isSafeInteger(size)) throw new Unreadable(`${name} of shape [${shape.join(', ')}]`);
  if (dtype !== 'float32')
    throw new Unreadable(`${name} in ${show(dtype)}; what is read is float32, also quantized`);
  return { name, shape, size, type: quantizedType(quantization) ?? float32 };
}

const isShape = (value: unknown): value is Shape =>
  Array.isArray(value) && value.every((each) => Number.isSafeInteger(each) && (each as number) >= 0);
