import type { WeightsRecord } from '../graph/weights-record.js';
import { isUsual, usualResize, type Colour, type Resize } from '../resize/resize.js';
import { defaults } from './defaults.js';
import type { Spec } from './spec.js';

type WrittenResize = NonNullable<Spec['data']['resize']>;
type Trained = Pick<WeightsRecord, 'preprocessing' | 'resize'>;

/** How images meet the square of a network that begins with these weights; undefined where as usual. */
export function resolveResize(
  written: WrittenResize = defaults.resize.mode,
  record: Trained,
): Resize | undefined {
  const resize = resolve(typeof written === 'string' ? { mode: written } : written, record);
  return isUsual(resize) ? undefined : resize;
}

function resolve({ mode, ...said }: Exclude<WrittenResize, string>, record: Trained): Resize {
  const { resize: trained = usualResize } = record;
  const { interpolation = trained.interpolation } = said;
  switch (mode) {
    case 'auto':
      return trained;
    case 'stretch':
      return { mode, interpolation };
    case 'crop': {
      const { cropFraction } = trained.mode === 'crop' ? trained : defaults.resize;
      return { mode, cropFraction: said.cropFraction ?? cropFraction, interpolation };
    }
    case 'letterbox': {
      const colour = trained.mode === 'letterbox' ? trained.colour : meanColour(record);
      return { mode, colour: (said.colour as Colour | undefined) ?? colour, interpolation };
    }
  }
}

/** What a pixel without anything to see is, rounded; the network gets about 0 for it. */
function meanColour({ preprocessing: { mean, channels } }: Trained): Colour {
  const [first, second, third] = mean.map(Math.round) as unknown as Colour;
  return channels === 'RGB' ? [first, second, third] : [third, second, first];
}
