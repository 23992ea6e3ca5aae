import { modelOf, type Backbone } from '@thaw/core';
import { importBackbone } from './import-backbone.js';
import { openModel } from './open-model.js';

/** The network of a module, or of a model in a file, by the URL that it was found at. Throws a ThawError. */
export function openBackbone(name: string, url: string): Promise<Backbone> {
  const model = modelOf(url);
  return model ? openModel(new URL(url), model) : importBackbone(name, url);
}
