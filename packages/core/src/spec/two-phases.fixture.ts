import { backbones } from './backbones.fixture.js';
import { loadSpec, type LoadedSpec, type LoadOptions } from './load-spec.js';

const text = `
name: flowers
data: { root: ../images }
backbone: { name: tiny }
phases:
  - { name: extract, epochs: 2 }
  - { name: fine-tune, epochs: 1, trainable: { last: 1 } }
`;

/** Reads a spec of two phases with these settings beside, as where it is read with these options. */
export const loadWith = (options: Partial<LoadOptions>, ...overrides: readonly string[]): LoadedSpec =>
  loadSpec(text, { file: 'flowers.yaml', backbones, overrides, resolvePath: (path) => path, ...options });
export const load = (...overrides: readonly string[]): LoadedSpec => loadWith({}, ...overrides);

export const idsOf = ({ runs }: LoadedSpec) => runs.map(({ id }) => id);
