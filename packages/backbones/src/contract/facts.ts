import { listing, poolNames } from '@thaw/core';
import {
  isPositiveInteger,
  isText,
  matches,
  oneOf,
  optional,
  unmet,
  type Expectation,
} from './expectation.js';

const facts: readonly Expectation[] = [
  ['name', 'letters, digits, dots, hyphens and underscores', matches(/^[\w.-]+$/)],
  ['title', 'text', isText],
  ['source', 'text: the paper or file that the network is from', isText],
  ['minimumImageSize', 'a whole number of pixels', isPositiveInteger],
  ['imageSizeStep', 'a whole number of pixels', optional(isPositiveInteger)],
  ['pool', listing(poolNames, 'or'), optional(oneOf(...poolNames))],
  ['weights', 'a list of records, one at least', (value) => Array.isArray(value) && value.length > 0],
  ['build', 'a function', (value) => typeof value === 'function'],
];

/** What is wrong with the plain facts of something that is meant to be a backbone. */
export const factFindings = (value: unknown): readonly string[] => unmet(value, facts);
