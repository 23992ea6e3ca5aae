import { ThawError, type Backbone } from '@thaw/core';
import { strToU8, zipSync } from 'fflate';
import { expect } from 'vitest';
import { inMemory } from '../weights/byte-source.js';
import { Unreadable } from '../weights/unreadable.js';
import { decodeSavedModel } from './decode-saved-model.js';
import { modelBackbone } from './model-backbone.js';
import { unreadableModel } from './unreadable-model.js';

export type Config = Readonly<Record<string, unknown>>;

export const tensor = (name: string) => ({
  class_name: '__keras_tensor__',
  config: { keras_history: [name, 0, 0] },
});

/** A layer as Keras 3 writes it, called once with the outputs of others. */
export const layer = (class_name: string, name: string, config: Config, ...inputs: readonly string[]) => ({
  ...{ module: 'keras.layers', class_name, registered_name: null },
  config: { name, ...config },
  inbound_nodes: inputs.length > 0 ? [{ args: inputs.map(tensor), kwargs: {} }] : [],
});

export const image = (...shape: readonly (number | null)[]) =>
  layer('InputLayer', 'image', { batch_shape: [null, ...shape] });
export const conv = (name: string, input: string, config: Config = {}) =>
  layer(
    'Conv2D',
    name,
    {
      ...{ filters: 4, kernel_size: [3, 3], strides: [1, 1], padding: 'valid', activation: 'relu' },
      ...{ use_bias: true, ...config },
    },
    input,
  );
export const rescaling = layer('Rescaling', 'rescaling', { scale: 0.1, offset: 0 }, 'image');

export const functional = (
  name: string,
  layers: readonly object[],
  output: string,
  ...inputs: readonly string[]
) => ({
  ...layer(
    'Functional',
    name,
    { layers, input_layers: ['image', 0, 0], output_layers: [output, 0, 0] },
    ...inputs,
  ),
  module: 'keras.src.models.functional',
});

export const decode = (bytes: Uint8Array) =>
  decodeSavedModel(inMemory(bytes), { file: 'net.keras', format: 'keras' });
const asForPeople = (error: unknown): never => {
  throw error instanceof Unreadable ? unreadableModel('net.keras', error) : error;
};
export const read = async (model: object, settings = {}): Promise<Backbone> =>
  modelBackbone(
    await decode(zipSync({ 'config.json': strToU8(JSON.stringify(model)) })).catch(asForPeople),
    settings,
  );
export const messageOf = async (model: object, settings = {}) => {
  const error: unknown = await read(model, settings).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ThawError);
  return (error as ThawError).problems.map(({ code, message }) => `${code} ${message}`).join('\n');
};
