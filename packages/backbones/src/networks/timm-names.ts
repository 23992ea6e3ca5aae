import { pytorchNames } from '../weights/tensors/pytorch-names.js';

/** Of networks whose layers are called as timm's modules, so that nothing has to be told. */
export const timmNames = pytorchNames(
  ({ layers }) => new Map(layers.map(({ name }): [string, string] => [name, name])),
);
