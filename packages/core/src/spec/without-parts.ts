import type { Keys } from './keys.js';
import { own } from '../records/own.js';

/** A copy without the given parts: members are gone, items of lists are undefined so that the others keep their index. */
export function withoutParts(value: unknown, parts: readonly Keys[]): unknown {
  const copy = structuredClone(value);
  for (const part of parts) {
    if (part.length === 0) return undefined;
    const parent = part.slice(0, -1).reduce<unknown>((inner, key) => member(inner, key), copy);
    const last = part.at(-1)!;
    if (Array.isArray(parent)) parent[Number(last)] = undefined;
    else if (parent !== null && typeof parent === 'object') Reflect.deleteProperty(parent, last);
  }
  return copy;
}

const member = (value: unknown, key: string | number): unknown =>
  value !== null && typeof value === 'object' ? own(value as Record<string, unknown>, key) : undefined;
