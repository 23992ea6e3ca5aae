import { layerKinds } from '@thaw/core';
import { expect, it } from 'vitest';
import { layerCases } from './layer-cases.fixture.js';
import { trainableGraph } from './small-graphs.fixture.js';

it('the contract suite has a case for every kind of layer', () => {
  const kinds = layerCases.flatMap((layerCase) => trainableGraph(layerCase).layers.map(({ kind }) => kind));
  // Dropout draws, so it has a contract of its own.
  expect(new Set([...kinds, 'Dropout'])).toEqual(new Set(Object.keys(layerKinds)));
});
