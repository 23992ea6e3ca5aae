import { strFromU8, strToU8, unzipSync } from 'fflate';
import { readFileSync } from 'node:fs';
import { checkBackbone } from '../../../packages/backbones/dist/index.js';
import { decodeSavedModel } from '../../../packages/backbones/dist/models/decode-saved-model.js';
import { modelBackbone } from '../../../packages/backbones/dist/models/model-backbone.js';
import { unreadableModel } from '../../../packages/backbones/dist/models/unreadable-model.js';
import { inMemory } from '../../../packages/backbones/dist/weights/byte-source.js';
import { Unreadable } from '../../../packages/backbones/dist/weights/unreadable.js';
import { mutateBytes } from '../mutate-bytes.mjs';
import { mutateJson, mutatedJson } from '../mutate-json.mjs';
import { accepted } from '../outcome.mjs';
import { zipped } from '../zipped.mjs';

const own = new URL('../../../packages/backbones/src/models/own-model.keras', import.meta.url);

/** A model that Keras saved: nested, with preprocessing and augmentation inside. What it weighs is the target `keras`. */
async function seeds() {
  return [zipped(unzipSync(readFileSync(own), { filter: ({ name }) => name.endsWith('.json') }))];
}

/** Mostly of one layer of those in the outer model or the inner, as a change in their midst is what a check may have missed. */
function mutate(bytes, random, others) {
  if (random() < 0.15) return mutateBytes(bytes, random, others);
  const entries = unzipSync(bytes);
  const model = JSON.parse(strFromU8(entries['config.json']));
  if (random() < 0.3) return sealed(entries, mutatedJson(model, random));
  const inner = model.config.layers.find(({ class_name: name }) => name === 'Functional');
  const { layers } = (random() < 0.5 ? inner : model).config;
  const index = Math.floor(random() * layers.length);
  const key = random() < 0.7 ? 'config' : 'inbound_nodes';
  layers[index][key] = mutateJson(layers[index][key], random);
  return sealed(entries, textOf(model));
}

const sealed = (entries, config) => zipped({ ...entries, 'config.json': strToU8(config) });

/** Some of it is too deep to be written. */
function textOf(model) {
  try {
    return JSON.stringify(model);
  } catch {
    return 'null';
  }
}

async function read(bytes) {
  const file = 'own.keras';
  const saved = await decodeSavedModel(inMemory(bytes), { file, format: 'keras' }).catch((error) => {
    throw error instanceof Unreadable ? unreadableModel(file, error) : error;
  });
  // Said, so that what became of the model's Rescaling does not end each try.
  const backbone = modelBackbone(saved, { preprocessing: 'tf' });
  const [finding] = checkBackbone(backbone);
  return finding === undefined ? accepted(backbone.name) : { finding };
}

export const targets = [{ name: 'keras-model', seeds, mutate, open: () => read }];
