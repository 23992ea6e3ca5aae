import {
  ThawError,
  type LayerFacts,
  type NumericArray,
  type WeightSpec,
  type Weights,
} from '@thaw/core/graph';
import { layerTable } from './layer-table.js';

/**
 * The largest magnitude that is taken for a trained one. Of EfficientNet-Lite0's and Xception's published weights the
 * largest that was learned is 13.1, a thousandth of the bound; an activation's mean 25 and its variance 2,705. Moving
 * statistics follow the activations, which inputs of 0–255 and no normalisation before may make large: a standard
 * deviation of a million, whose square a variance is. A bit of the exponent that flips ends mostly beyond.
 */
const bounds = { learned: 1e4, mean: 1e6, variance: 1e12 } as const;

/** Throws THAW-WEIGHTS-VALUES, with a line for each layer, if numbers are none or such as no trained network has. */
export function refuseImplausible(wanted: readonly LayerFacts[], weights: Weights, file: string): void {
  const wrong = new Map<string, readonly string[]>();
  for (const { layer, weights: specs } of wanted) {
    const lines = specs.flatMap((spec) => faultsOf(spec, weights.get(`${layer.name}/${spec.name}`)!.data));
    if (lines.length > 0) wrong.set(layer.name, lines);
  }
  if (wrong.size === 0) return;
  const count = `${wrong.size} of its ${wanted.length} layers with weights`;
  throw new ThawError({
    code: 'THAW-WEIGHTS-VALUES',
    message: [`${file} holds numbers that no trained network has, in ${count}`, ...layerTable(wrong)].join(
      '\n',
    ),
    expected:
      'numbers: learned ones within ±10,000, moving means within ±1,000,000, moving variances from 0 to 1e12',
    found: [...wrong].map(([layer, lines]) => `${layer}/${lines[0]}`)[0]!,
    remedy:
      'Fetch or save the file again: it is damaged. If it was saved so, its training had diverged; take an earlier checkpoint.',
  });
}

function faultsOf(spec: WeightSpec, data: NumericArray['data']): string[] {
  // Of as many values as a network has seen there may be as many as of squares.
  const variance = spec.name.endsWith('variance') || spec.name === 'count';
  const bound = spec.trainable ? bounds.learned : variance ? bounds.variance : bounds.mean;
  let [notNumbers, beyond, negative, largest] = [0, 0, 0, 0];
  // By index, and what is right first: of tens of millions of numbers, nearly all are.
  for (let index = 0, value; (value = data[index]) !== undefined; index++) {
    const magnitude = Math.abs(value);
    if (magnitude <= bound && !(variance && value < 0)) continue;
    if (!Number.isFinite(value)) notNumbers++;
    else if (magnitude > bound) {
      beyond++;
      largest = Math.max(largest, magnitude);
    } else negative++;
  }
  const of = `of ${data.length.toLocaleString('en')}`;
  const say = (count: number, what: string) =>
    count > 0 ? [`${spec.name}: ${count.toLocaleString('en')} ${of} ${what}`] : [];
  return [
    ...say(notNumbers, 'not finite'),
    ...say(beyond, `as large as ${largest.toPrecision(2)}`),
    ...say(negative, 'negative'),
  ];
}
