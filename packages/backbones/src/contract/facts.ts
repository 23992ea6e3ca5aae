import { isPositiveInteger, isText, matches, oneOf, unmet, type Expectation } from './expectation.js';

const areThree = (holds: (value: number) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.length === 3 && value.every((each) => Number.isFinite(each) && holds(each));

const facts: readonly Expectation[] = [
  ['name', 'letters, digits, dots, hyphens and underscores', matches(/^[\w.-]+$/)],
  ['title', 'text', isText],
  ['source', 'text: the paper or file that the network is from', isText],
  ['defaultImageSize', 'a whole number of pixels', isPositiveInteger],
  ['minimumImageSize', 'a whole number of pixels', isPositiveInteger],
  ['preprocessing.channels', 'RGB or BGR', oneOf('RGB', 'BGR')],
  ['preprocessing.mean', 'three numbers', areThree(() => true)],
  ['preprocessing.std', 'three numbers above 0', areThree((value) => value > 0)],
  ['weights', 'a list', Array.isArray],
  ['build', 'a function', (value) => typeof value === 'function'],
];

/** What is wrong with the plain facts of something that is meant to be a backbone. */
export function factFindings(value: unknown): readonly string[] {
  const findings = unmet(value, facts);
  if (findings.length > 0) return findings;
  const { minimumImageSize, defaultImageSize } = value as Record<string, number>;
  return minimumImageSize! <= defaultImageSize!
    ? []
    : [`minimumImageSize must be defaultImageSize (${defaultImageSize}) or less, found ${minimumImageSize}`];
}
