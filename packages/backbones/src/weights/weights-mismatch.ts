import {
  describeLayers,
  shapeInFile,
  ThawError,
  type LayerGraph,
  type NameMap,
  type Shape,
} from '@thaw/core/graph';
import { layerTable } from './layer-table.js';
import { isComplete, type Fit } from './match-weights.js';
import { misfit, mostOfNear, nearestNetwork } from './nearest-network.js';
import type { StoredFile } from './stored-model.js';
import { kerasNames } from './tensors/keras-names.js';

interface Mismatched {
  readonly stored: StoredFile;
  /** Its name. */
  readonly file: string;
  /** By which its tensors were looked up, where it lists them by name. */
  readonly names?: readonly NameMap[];
}

/** Says of every layer of `graph` what it misses, and which other network of Thaw's the file fits, or which is nearest. */
export function weightsMismatch(graph: LayerGraph, fit: Fit | undefined, mismatched: Mismatched): ThawError {
  const { stored, file } = mismatched;
  return new ThawError({
    code: 'THAW-WEIGHTS-MISMATCH',
    message: [
      `${file} does not fit ${graph.name}${summary(fit)}`,
      ...layerTable(fit?.misfits ?? new Map()),
    ].join('\n'),
    expected: expectation(graph, fit, mismatched),
    found: whatIsThere(fit, stored),
    remedy: remedy(graph, fit, mismatched),
  });
}

function summary(fit: Fit | undefined): string {
  if (!fit) return '';
  if (fit.misfits.size === 0) return `: it is of a network with more in between: ${abridge(fit.between)}`;
  return `: ${fit.misfits.size} of its ${fit.wanted.length} layers with weights differ`;
}

function expectation(graph: LayerGraph, fit: Fit | undefined, { stored, names }: Mismatched): string {
  if (stored.tensors) return `tensors called ${abridge(tensorsOf(graph, names))}`;
  return fit ? `${fit.wanted.length} layers with weights, as ${graph.name} has them` : 'layers with weights';
}

function whatIsThere(fit: Fit | undefined, { tensors }: StoredFile): string {
  if (tensors)
    return `${tensors.size} ${tensors.size === 1 ? 'tensor' : 'tensors'}: ${abridge([...tensors].map(([name, { shape }]) => tensor(name, shape)))}`;
  const layers = (fit?.model.layers ?? []).map(({ name }) => name);
  return layers.length > 0 ? `${layers.length} layers with weights: ${abridge(layers)}` : 'none';
}

function remedy(graph: LayerGraph, fit: Fit | undefined, { stored, file }: Mismatched): string {
  const near = nearestNetwork(stored, file, graph);
  const name = near?.backbone.name;
  if (near && isComplete(near.fit)) {
    const classifier =
      near.classes === undefined ? '' : `, and a classifier of ${near.classes.toLocaleString('en')} classes`;
    return `This file holds the weights of ${name}${classifier}: set backbone.name to ${name}, or give a file saved from ${graph.name}.`;
  }
  const nearest =
    near && misfit(near.fit) < Math.min(mostOfNear, fit ? misfit(fit) : 1)
      ? ` The nearest network that Thaw knows is ${name}; it differs in ${near.fit.misfits.size} of ${near.fit.wanted.length} layers.`
      : '';
  const wanted = stored.tensors
    ? `Give a file of ${graph.name} whose tensors have these names, or one saved by Keras.`
    : `Give a file saved from Keras's ${graph.name}, whole or as a part of a model.`;
  return wanted + nearest;
}

/** By the first of them. */
const tensorsOf = (graph: LayerGraph, [names = kerasNames]: readonly NameMap[] = []): readonly string[] => {
  const addresses = names(graph);
  return [...describeLayers(graph)].flatMap(([layer, { weights }]) =>
    weights.flatMap(({ name, shape }) => {
      const address = addresses.get(`${layer}/${name}`);
      return address ? [tensor(address.name, shapeInFile(shape, address))] : [];
    }),
  );
};

const tensor = (name: string, shape: Shape) => `${name} [${shape.join(', ')}]`;

const abridge = (names: readonly string[]) =>
  names.length <= 6 ? names.join(', ') : `${names.slice(0, 3).join(', ')}, …, ${names.slice(-2).join(', ')}`;
