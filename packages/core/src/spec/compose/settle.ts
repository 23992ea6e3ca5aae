import { own } from '../../records/own.js';
import { freeKeysOf, propertyOf, specSchemaNode, type SchemaNode } from '../schema-node.js';
import { type Report } from './merge.js';
import { phaseList, phasesOf } from './merge-phases.js';
import { isMap, within, type Members, type Piece } from './piece.js';

/**
 * A spec when all its files are merged: what is null has taken away what it could and goes, and phases are a list. A key that
 * is no setting stays whatever it holds, so that it is told.
 */
export function settle(piece: Piece, report: Report): Piece {
  if (!isMap(piece.value)) return piece;
  const value = withoutNulls(piece.value, specSchemaNode) as Members;
  const written = within(piece, ['phases'], own(value, 'phases'));
  const entries = phasesOf(written);
  if (!entries) return { ...piece, value };
  const { items } = specSchemaNode.properties!['phases']!;
  const list = phaseList(entries, written, report);
  const phases = list.value.map((phase) => withoutNulls(phase, items!));
  return {
    value: { ...value, phases },
    locate: (keys, part) =>
      keys[0] === 'phases' ? list.locate(keys.slice(1), part) : piece.locate(keys, part),
  };
}

function withoutNulls(value: unknown, schema: SchemaNode): unknown {
  if (!isMap(value)) return value;
  const members = Object.entries(value).flatMap(([key, member]) => {
    const inner = propertyOf(schema, key) ?? freeKeysOf(schema);
    if (member === null && inner) return [];
    return [[key, inner ? withoutNulls(member, inner) : member]];
  });
  return Object.fromEntries(members);
}
