import type { Backbone } from '@thaw/core';
import { expect, it } from 'vitest';
import { backbones } from '../registry.js';
import { findAttention } from './keras-attention.js';

const transformers = Object.values<Backbone>(backbones).filter(({ name }) => /^(vit|deit)_/.test(name));

it.each(transformers)('all attention of $name lies between projections, as Keras has it', (backbone) => {
  const graph = backbone.build(backbone.minimumImageSize);
  const found = findAttention(graph);
  const attending = graph.layers.filter(({ kind }) => /Attention/.test(kind));
  expect(attending.length).toBeGreaterThan(0);
  for (const { name } of attending) expect(found.get(name)?.layer.name).toBe(name);
  expect(found.size).toBe(3 * attending.length);
});
