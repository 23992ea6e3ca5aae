import type { Problem } from '../../errors/problem.js';
import { own } from '../../records/own.js';
import { formsOf, freeKeysOf, propertyOf, specSchemaNode, type SchemaNode } from '../schema-node.js';
import { shorthandOf } from '../shorthand.js';
import { membersOf } from '../with-setting.js';
import { mergePhases, phasesOf, Phases } from './merge-phases.js';
import { isMap, within, type Members, type Piece } from './piece.js';

/** Collects what cannot be merged. */
export type Report = (problem: Problem) => void;

/**
 * One piece laid over another: maps merge deep, phases by name, and everything else replaces what was there. A map of
 * another form takes the place of the form that was there, as with `--set`. What is null stays so, since it takes away
 * what a piece still further below may say.
 */
export function merge(base: Piece, over: Piece, schema: SchemaNode, report: Report): Piece {
  if (schema === specSchemaNode.properties!['phases']) {
    const [below, above] = [phasesOf(base), phasesOf(over)];
    // By an empty list nothing is changed by name: like every list it takes the place of what was there.
    const isEmptied = Array.isArray(over.value) && over.value.length === 0;
    if (!below || !above || isEmptied) return over;
    return { value: new Phases(mergePhases(below, above, report)), locate: over.locate };
  }
  const members = membersIn(over.value, schema);
  if (!members || !membersIn(base.value, schema)) return over;
  const keys = Object.keys(members);
  const form = formsOf(schema).find(({ properties }) => keys.some((key) => own(properties, key)));
  const kept = membersOf(base.value, form, schema);
  const parts = new Map<string, Piece>();
  for (const [key, value] of Object.entries(kept)) parts.set(key, within(base, [key], value));
  for (const [key, value] of Object.entries(members)) {
    const part = within(over, [key], value);
    const below = parts.get(key);
    const inner = propertyOf(schema, key) ?? freeKeysOf(schema) ?? {};
    parts.set(key, below ? merge(below, part, inner, report) : part);
  }
  return mapOf(parts, over);
}

/** What a map holds, or the map that a text is short for. */
function membersIn(value: unknown, schema: SchemaNode): Members | undefined {
  const short = shorthandOf(schema);
  if (typeof value === 'string' && short !== undefined) return { [short]: value };
  return isMap(value) ? value : undefined;
}

/** A map of pieces. It is written where `around` is, and so is what it lacks. */
export const mapOf = (parts: ReadonlyMap<string, Piece>, around: Piece): Piece => ({
  value: Object.fromEntries([...parts].map(([key, { value }]) => [key, value])),
  locate([key, ...rest], part) {
    if (key === undefined) return around.locate([], part);
    return parts.get(String(key))?.locate(rest, part) ?? around.locate([key, ...rest], part);
  },
});
