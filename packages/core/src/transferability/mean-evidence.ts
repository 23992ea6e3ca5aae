import { logEvidence } from './log-me.js';
import { nonZero, sumOfRows, type Sides } from './sides.js';
import { spectrumOf } from './spectrum.js';

/** The mean over the classes of the logarithm of the evidence, an image. `products` is overwritten. Yields often. */
export function* meanEvidence(
  { features, isWide, targets, counts, multiplied }: Sides,
  products: Float64Array,
): Generator<undefined, number> {
  const vectors = isWide ? targets : targets.map((target) => sumOfRows(features, target));
  const spectrum = yield* spectrumOf(products, multiplied.rows, vectors);
  const kept = nonZero(spectrum.values, features);
  const squares = Float64Array.from(kept, (at) => spectrum.values[at]!);
  const evidences = counts.map((target, index) => {
    const along = Float64Array.from(kept, (at) => {
      const square = spectrum.products[at * spectrum.vectors + index]! ** 2;
      return isWide ? square : square / spectrum.values[at]!;
    });
    return logEvidence({ rows: features.rows, columns: features.columns, squares, along, target });
  });
  return evidences.reduce((sum, each) => sum + each, 0) / evidences.length;
}
