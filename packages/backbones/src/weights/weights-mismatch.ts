import { ThawError, type LayerGraph } from '@thaw/core';
import { backbones } from '../registry.js';
import { layerTable } from './layer-table.js';
import { bestFit, isComplete, type Fit } from './match-weights.js';
import type { StoredModel } from './stored-model.js';

/** Says of every layer of `graph` what it misses, and which other network of Thaw's the file fits, if any. */
export function weightsMismatch(
  graph: LayerGraph,
  fit: Fit | undefined,
  { models, file }: { models: readonly StoredModel[]; file: string },
): ThawError {
  const stored = (fit?.model.layers ?? []).map(({ name }) => name);
  const twin = findTwin(models);
  const remedy = twin
    ? `This file holds the weights of ${twin}: set backbone.name to ${twin}, or give a file saved from ${graph.name}.`
    : `Give a file saved from Keras's ${graph.name}, whole or as a part of a model.`;
  return new ThawError({
    code: 'THAW-WEIGHTS-MISMATCH',
    message: [
      `${file} does not fit ${graph.name}${summary(fit)}`,
      ...layerTable(fit?.misfits ?? new Map()),
    ].join('\n'),
    expected: fit
      ? `${fit.wanted.length} layers with weights, as ${graph.name} has them`
      : 'layers with weights',
    found: stored.length > 0 ? `${stored.length} layers with weights: ${abridge(stored)}` : 'none',
    remedy,
  });
}

function summary(fit: Fit | undefined): string {
  if (!fit) return '';
  if (fit.misfits.size === 0)
    return `: it is a deeper network, with layers in between: ${fit.between.join(', ')}`;
  return `: ${fit.misfits.size} of its ${fit.wanted.length} layers with weights differ`;
}

function findTwin(models: readonly StoredModel[]): string | undefined {
  return Object.values(backbones).find(({ build, defaultImageSize }) => {
    const fit = bestFit(build(defaultImageSize), models);
    return fit && isComplete(fit);
  })?.name;
}

const abridge = (names: readonly string[]) =>
  names.length <= 6 ? names.join(', ') : `${names.slice(0, 3).join(', ')}, …, ${names.slice(-2).join(', ')}`;
