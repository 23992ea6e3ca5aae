import type { Json } from '@thaw/core';
import { valueId, valueText, type Parameter } from '../differing-parameters.js';
import { numberText } from '../number-text.js';

/** One upright axis of parallel coordinates. Positions go from 0 at its foot to 1. */
export interface Axis {
  readonly label: string;
  /** Undefined where a run has no value. */
  position(value: Json | undefined): number | undefined;
  readonly ticks: readonly { readonly position: number; readonly text: string }[];
  /** Runs share its few places, so that their lines are drawn a little apart. */
  readonly isDiscrete: boolean;
}

/** With more values than this, numbers lie on a scale; else each value has a place of its own. */
const mostPlaces = 8;

export function parameterAxis({ label, values, isNumeric }: Parameter): Axis {
  if (isNumeric && values.length > mostPlaces) return numberAxis(label, values as readonly number[]);
  const place = (index: number) => (values.length === 1 ? 0.5 : index / (values.length - 1));
  const places = new Map(values.map((value, index) => [valueId(value), index]));
  return {
    label,
    position: (value) => place(places.get(valueId(value))!),
    ticks: values.map((value, index) => ({ position: place(index), text: valueText(value) })),
    isDiscrete: true,
  };
}

/** Numbers that span more than a factor of 20 are laid out by their logarithms. */
export function numberAxis(label: string, values: readonly number[]): Axis {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const isLogarithmic = low > 0 && high / low > 20;
  const [scale, inverse] = isLogarithmic ? [Math.log, Math.exp] : [Number, Number];
  const span = scale(high) - scale(low) || 1;
  const value = (position: number) => inverse(scale(low) + position * span);
  return {
    label,
    position: (each) => (typeof each === 'number' ? (scale(each) - scale(low)) / span : undefined),
    ticks: [0, 0.25, 0.5, 0.75, 1].map((position) => ({
      position,
      text: numberText(Number(value(position).toPrecision(3))),
    })),
    isDiscrete: false,
  };
}
