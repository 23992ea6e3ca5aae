import type { Json } from '@thaw/core';
import { valueId, type Parameter } from '../differing-parameters.js';

/** More distinct numbers than this share levels, in groups of equally many. */
const maxLevels = 32;

/** A parameter as a tree sees it: levels 0 … `levels` − 1, equally likely. */
export interface Domain {
  readonly path: string;
  readonly label: string;
  readonly levels: number;
  /** Whether a tree may split between neighbours; otherwise it parts one level from the rest. */
  readonly isOrdered: boolean;
  level(value: Json | undefined): number;
}

export function domainOf({ path, label, values, isNumeric }: Parameter): Domain {
  const levels = isNumeric ? Math.min(maxLevels, values.length) : values.length;
  const places = new Map(values.map((value, index) => [valueId(value), index]));
  return {
    path,
    label,
    levels,
    isOrdered: isNumeric,
    level: (value) => Math.floor((places.get(valueId(value))! * levels) / values.length),
  };
}
