import type { Backbone } from '../graph/backbone.js';
import { weightsFormatOf, weightsFormats } from '../graph/weights-format.js';
import { own } from '../records/own.js';
import { defaults } from './defaults.js';
import { modelOf } from './model-name.js';
import type { WeightsConfig } from './run-config.js';
import type { WeightsRecord } from '../graph/weights-record.js';

/** What a network begins with where a spec says nothing: a model with what its file holds. */
export function startingWeights(name: string | undefined): WeightsConfig {
  const model = name === undefined ? undefined : modelOf(name);
  return model ? { file: model.path } : defaults.weights;
}

/** A spec's `backbone.weights`, which may be incomplete while it is checked. */
type StartingWeights = string | { readonly file?: string; readonly hub?: string; readonly record?: string };

/**
 * The record that a network goes by when it begins with these weights: it says how images are shown to it, and what its
 * layers are called in a file. A file goes by the record that is named for it, else by that of its kind; one of the hub by the one that its repository
 * is called after; weights that are drawn by the network's first.
 */
export function weightsRecord(network: Backbone, weights: StartingWeights): WeightsRecord {
  const tag = typeof weights === 'string' ? weights : weights.record;
  const named = network.weights.find((record) => record.tag === tag);
  return named ?? (typeof weights === 'string' ? network.weights[0] : recordOfKind(network, weights));
}

/** A file that lists tensors by name goes by the first record that has names for them, all others by the network's first. */
function recordOfKind(
  { weights: records }: Backbone,
  { file, hub }: Exclude<StartingWeights, string>,
): WeightsRecord {
  // As timm calls its repositories: the network, then what it was trained to.
  const called = hub === undefined ? undefined : records.find(({ tag }) => hub.endsWith(`.${tag}`));
  const isList = hub !== undefined || listsTensors(file);
  return called ?? ((isList && records.find(({ names }) => names !== undefined)) || records[0]);
}

/** Without what would count if it were not said: runs that are the same have one id. */
export function simplifyWeights<Weights extends WeightsConfig>(network: Backbone, weights: Weights): Weights {
  if (typeof weights === 'string') return weights;
  const usual = { record: recordOfKind(network, weights).tag, revision: defaults.hubRevision };
  const said = Object.entries(weights).filter(([key, value]) => own(usual, key) !== value);
  return Object.fromEntries(said) as Weights;
}

/** Whether a network's pretrained weights, which a spec calls `imagenet`, are known to lie anywhere. */
export const isPublished = ({ weights }: Backbone): boolean =>
  weights.some(({ tag, sources }) => tag === 'imagenet' && sources.length > 0);

function listsTensors(file = ''): boolean {
  const format = weightsFormatOf(file);
  return format !== undefined && weightsFormats[format].listsTensors;
}
