import type { Keys } from './keys.js';
import { formsOf, freeKeysOf, type SchemaNode } from './schema-node.js';
import { shorthandOf } from './shorthand.js';
import { own } from '../records/own.js';

/**
 * A copy of `value` with one setting changed. A setting inside a shorthand writes the shorthand out
 * (`schedule: cosine` and `schedule.warmupEpochs`: `{ name: cosine, warmupEpochs }`), and one of another form takes
 * the place of the form that was there (`trainable: { from: … }` and `trainable.last`: `{ last }`).
 */
export function withSetting(value: unknown, keys: Keys, setting: unknown, schema: SchemaNode): unknown {
  const [key, ...rest] = keys;
  if (key === undefined) return setting;
  if (typeof key === 'number') {
    const list = value as readonly unknown[];
    return list.with(key, withSetting(list[key], rest, setting, schema.items!));
  }
  const forms = formsOf(schema);
  const form = forms.find(({ properties }) => properties && Object.hasOwn(properties, key));
  const members = membersOf(value, form, schema);
  const inner = own(form?.properties, key) ?? freeKeysOf(schema)!;
  return { ...members, [key]: withSetting(own(members, key), rest, setting, inner) };
}

/** What stays of a map, or of the shorthand for one, when a key of this form is set in it. */
export function membersOf(
  value: unknown,
  form: SchemaNode | undefined,
  schema: SchemaNode,
): Record<string, unknown> {
  const ours = form?.properties ?? {};
  const forms = formsOf(schema);
  const short = shorthandOf(schema);
  if (typeof value === 'string' && short !== undefined) return { [short]: value };
  if (value === null || typeof value !== 'object') return {};
  if (forms.length === 1) return value as Record<string, unknown>;
  const foreign = new Set(
    forms
      .flatMap(({ properties = {} }) => Object.keys(properties))
      .filter((key) => !Object.hasOwn(ours, key)),
  );
  return Object.fromEntries(Object.entries(value).filter(([key]) => !foreign.has(key)));
}
