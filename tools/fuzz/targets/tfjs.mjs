import { readFileSync } from 'node:fs';
import { checkBackbone } from '../../../packages/backbones/dist/index.js';
import { decodeSavedModel } from '../../../packages/backbones/dist/models/decode-saved-model.js';
import { modelBackbone } from '../../../packages/backbones/dist/models/model-backbone.js';
import { unreadableModel } from '../../../packages/backbones/dist/models/unreadable-model.js';
import { inMemory } from '../../../packages/backbones/dist/weights/byte-source.js';
import { decodeWeights } from '../../../packages/backbones/dist/weights/decode-weights.js';
import { Unreadable } from '../../../packages/backbones/dist/weights/unreadable.js';
import { mutateBytes } from '../mutate-bytes.mjs';
import { mutateJson, mutatedJson } from '../mutate-json.mjs';
import { accepted } from '../outcome.mjs';

const own = new URL('../../../packages/backbones/src/models/tfjs-model/', import.meta.url);
const contentOf = (name) => readFileSync(new URL(name, own));
const file = 'model.json';
const pieces = new Map(
  ['group1-shard1of2.bin', 'group1-shard2of2.bin'].map((name) => [name, inMemory(contentOf(name))]),
);

/** A model that tfjs-layers saved: nested, with quantized weights. What lies beside it stays as it is: its numbers are checked by nothing but their count. */
const seeds = async () => [contentOf(file)];

/** Mostly of one layer, or of what is said of the weights. */
function mutate(bytes, random, others) {
  if (random() < 0.15) return mutateBytes(bytes, random, others);
  const model = JSON.parse(bytes.toString());
  if (random() < 0.3) return Buffer.from(mutatedJson(model, random));
  if (random() < 0.5) model.weightsManifest = mutateJson(model.weightsManifest, random);
  else {
    const { layers } = model.modelTopology.config;
    const index = Math.floor(random() * layers.length);
    layers[index] = mutateJson(layers[index], random);
  }
  return Buffer.from(textOf(model));
}

/** Some of it is too deep to be written. */
function textOf(model) {
  try {
    return JSON.stringify(model) ?? 'null';
  } catch {
    return 'null';
  }
}

async function read(bytes) {
  const source = { ...inMemory(bytes), pieces };
  const saved = await decodeSavedModel(source, { file, format: 'tfjs' }).catch((error) => {
    throw error instanceof Unreadable ? unreadableModel(file, error) : error;
  });
  const backbone = modelBackbone(saved, { preprocessing: 'tf' });
  const [finding] = checkBackbone(backbone);
  if (finding !== undefined) return { finding };
  const [{ names }] = backbone.weights;
  const graph = backbone.build(backbone.minimumImageSize);
  await decodeWeights(source, { graph, format: 'tfjs', file, names: [names] });
  return accepted(backbone.name);
}

export const targets = [{ name: 'tfjs', seeds, mutate, open: () => read }];
