import { isPositiveInteger, isText, matches, unmet, type Expectation } from './expectation.js';

const facts: readonly Expectation[] = [
  ['name', 'letters, digits, dots, hyphens and underscores', matches(/^[\w.-]+$/)],
  ['title', 'text', isText],
  ['source', 'text: the paper or file that the network is from', isText],
  ['minimumImageSize', 'a whole number of pixels', isPositiveInteger],
  ['weights', 'a list of records, one at least', (value) => Array.isArray(value) && value.length > 0],
  ['build', 'a function', (value) => typeof value === 'function'],
];

/** What is wrong with the plain facts of something that is meant to be a backbone. */
export const factFindings = (value: unknown): readonly string[] => unmet(value, facts);
