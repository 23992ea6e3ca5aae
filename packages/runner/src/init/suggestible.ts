import { graphCost, noLicence } from '@thaw/core';
import type { Reached } from './candidates.js';

/** Of a first network: a download of a minute or two, and what a laptop holds beside its activations. ResNet152 is 233 MB. */
const mostBytes = 250e6;

interface Rule {
  readonly fits: (network: Reached) => boolean;
  /** What is said of those that do not. */
  readonly why: string;
}

const rules: readonly Rule[] = [
  { fits: ({ reach }) => reach?.source.licence !== noLicence, why: 'their weights state no licence' },
  {
    fits: (network) => network.reach?.from === 'here' || bytesOf(network) <= mostBytes,
    why: `their weights are more than ${mostBytes / 1e6} MB`,
  },
];

const bytesOf = ({ backbone }: Reached): number =>
  4 * graphCost(backbone.build(backbone.minimumImageSize)).parameters;

export interface Suggestible {
  readonly suggested: readonly Reached[];
  /** Titles of the others. */
  readonly leftOut: readonly { readonly why: string; readonly titles: readonly string[] }[];
}

/** Those that may be suggested to somebody who has not asked for one: what keeps to no rule is left out where there are others. */
export const suggestible = (reached: readonly Reached[]): Suggestible =>
  rules.reduce<Suggestible>(
    ({ suggested, leftOut }, { fits, why }) => {
      const fitting = suggested.filter(fits);
      if (fitting.length === 0 || fitting.length === suggested.length) return { suggested, leftOut };
      const others = suggested.filter((each) => !fitting.includes(each));
      const titles = others.map(({ backbone }) => backbone.title);
      return { suggested: fitting, leftOut: [...leftOut, { why, titles }] };
    },
    { suggested: reached, leftOut: [] },
  );
