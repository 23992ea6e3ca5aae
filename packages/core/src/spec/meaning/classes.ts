import { didYouMean } from '../../errors/did-you-mean.js';
import { listing } from '../../errors/listing.js';
import type { Problem } from '../../errors/problem.js';
import type { Draft } from '../draft.js';

/**
 * Weights of classes that the data does not have: they would be left out in silence, most likely misspelt. Looked at
 * once the data is known; names are in NFC there.
 */
export function unknownClasses(
  { spec: { loss }, locate }: Draft,
  classes: readonly string[],
): readonly Problem[] {
  const weights = loss?.classWeights;
  if (typeof weights !== 'object') return [];
  return Object.keys(weights)
    .filter((name) => !classes.includes(name.normalize('NFC')))
    .map((name) => ({
      code: 'THAW-SPEC-UNKNOWN-CLASS',
      message: `there is no class ${name} in the data`,
      position: locate(['loss', 'classWeights', name], 'key'),
      expected: listing(classes, 'or', 12),
      found: JSON.stringify(name),
      remedy: didYouMean(name, classes) ?? 'take it away',
    }));
}
