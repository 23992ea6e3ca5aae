import { stringify } from 'yaml';
import { ThawError, type SourcePosition } from '../errors/problem.js';
import { own } from '../records/own.js';
import type { Keys } from './keys.js';
import { YamlSource, type Part } from './yaml-source.js';

/**
 * A spec that a program has made. It is read as the YAML that says the same, which excerpts show; positions also name
 * the way to the part, since nobody has seen that text.
 */
export class ObjectSource extends YamlSource {
  constructor(name: string, spec: object) {
    super(name, yamlOf(spec));
  }

  override locate(keys: Keys, part: Part): SourcePosition {
    return { ...super.locate(keys, part), keys: writtenKeys(this.value, keys) };
  }
}

/** Aliases would be counted as an attack where a program uses one object many times. */
function yamlOf(spec: object): string {
  try {
    // It says of a circle where it closes; `stringify` would go round.
    if (JSON.stringify(spec) === undefined) throw new TypeError(String(spec));
    return stringify(spec, { aliasDuplicateObjects: false, lineWidth: 0 });
  } catch (error) {
    throw new ThawError({
      code: 'THAW-SPEC-NOT-PLAIN',
      message: 'the spec is an object that cannot be written down',
      expected: 'what JSON can hold: maps, lists, texts, numbers, true, false and null',
      found: (error as Error).message,
    });
  }
}

/** As far as the way goes: what is missing is missing in the thing around it. */
function writtenKeys(value: unknown, keys: Keys): Keys {
  const [key, ...rest] = keys;
  if (key === undefined || typeof value !== 'object' || value === null) return [];
  const inner = own(value as Readonly<Record<string, unknown>>, key);
  return inner === undefined ? [] : [key, ...writtenKeys(inner, rest)];
}
