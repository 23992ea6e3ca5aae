import { ThawError, weightsRecord, type LayerGraph, type NameMap } from '@thaw/core/graph';
import { backbones } from '../registry.js';
import { layerTable } from './layer-table.js';
import { bestFit, isComplete, type Fit } from './match-weights.js';
import type { StoredFile } from './stored-model.js';
import { kerasNames } from './tensors/keras-names.js';

interface Mismatched {
  readonly stored: StoredFile;
  /** Its name. */
  readonly file: string;
  /** By which its tensors were looked up, where it lists them by name. */
  readonly names?: NameMap;
}

/** Says of every layer of `graph` what it misses, and which other network of Thaw's the file fits, if any. */
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
    remedy: remedy(graph, mismatched),
  });
}

function summary(fit: Fit | undefined): string {
  if (!fit) return '';
  if (fit.misfits.size === 0)
    return `: it is a deeper network, with layers in between: ${fit.between.join(', ')}`;
  return `: ${fit.misfits.size} of its ${fit.wanted.length} layers with weights differ`;
}

function expectation(graph: LayerGraph, fit: Fit | undefined, { stored, names }: Mismatched): string {
  if (stored.tensorNames) return `tensors called ${abridge(namesIn(graph, names))}`;
  return fit ? `${fit.wanted.length} layers with weights, as ${graph.name} has them` : 'layers with weights';
}

function whatIsThere(fit: Fit | undefined, { tensorNames }: StoredFile): string {
  if (tensorNames) return `${tensorNames.length} tensors: ${abridge(tensorNames)}`;
  const layers = (fit?.model.layers ?? []).map(({ name }) => name);
  return layers.length > 0 ? `${layers.length} layers with weights: ${abridge(layers)}` : 'none';
}

function remedy(graph: LayerGraph, { stored, file }: Mismatched): string {
  const twin = findTwin(stored, file);
  if (twin)
    return `This file holds the weights of ${twin}: set backbone.name to ${twin}, or give a file saved from ${graph.name}.`;
  return stored.tensorNames
    ? `Give a file of ${graph.name} whose tensors have these names, or one saved by Keras.`
    : `Give a file saved from Keras's ${graph.name}, whole or as a part of a model.`;
}

function findTwin(stored: StoredFile, file: string): string | undefined {
  return Object.values(backbones).find((backbone) => {
    const graph = backbone.build(backbone.minimumImageSize);
    const fit = bestFit(graph, stored.modelsFor(graph, weightsRecord(backbone, { file }).names));
    return fit && isComplete(fit);
  })?.name;
}

const namesIn = (graph: LayerGraph, names: NameMap = kerasNames): readonly string[] =>
  [...names(graph).values()].map(({ name }) => name);

const abridge = (names: readonly string[]) =>
  names.length <= 6 ? names.join(', ') : `${names.slice(0, 3).join(', ')}, …, ${names.slice(-2).join(', ')}`;
