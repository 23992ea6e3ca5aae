import type { WeightsRecord } from '../graph/weights-record.js';
import { canonicalJson } from '../hash/canonical-json.js';
import { usualResize, type Resize } from './resize.js';

/** How images meet the square, and whether that is what the network was trained with or what a spec wants instead. */
export type ChosenResize = Resize & { readonly from: 'weights' | 'spec' };

/** Of a configuration, which has none where it is as usual. */
export const chosenResize = (
  resize: Resize = usualResize,
  { resize: trained = usualResize }: Pick<WeightsRecord, 'resize'>,
): ChosenResize => ({
  ...resize,
  from: canonicalJson(resize) === canonicalJson(trained) ? 'weights' : 'spec',
});
