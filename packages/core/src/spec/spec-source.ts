import { ObjectSource } from './object-source.js';
import type { ExtendingSpec, Spec } from './spec.js';
import { YamlSource } from './yaml-source.js';

/** A spec as it is given: the text of a YAML file, or an object that a program has made. */
export type WrittenSpec = string | Spec | ExtendingSpec;

/** `name`: how problems call it. */
export const sourceOf = (written: WrittenSpec, name: string): YamlSource =>
  typeof written === 'string' ? new YamlSource(name, written) : new ObjectSource(name, written);
