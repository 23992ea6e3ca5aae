import { didYouMean } from '../../errors/did-you-mean.js';
import { listing } from '../../errors/listing.js';
import type { Check } from './check.js';

export const judgedPhaseIsThere: Check = ({ phases = [], sweep }, { locate }) => {
  const name = sweep?.stop?.phase;
  const names = phases.flatMap((phase) => phase?.name ?? []);
  // A phase without a name may be meant.
  if (name === undefined || names.length < phases.length || names.includes(name)) return [];
  const suggestion = didYouMean(name, names);
  return [
    {
      code: 'THAW-SWEEP-UNKNOWN-PHASE',
      message: `there is no phase ${name} in whose epochs runs could be judged`,
      position: locate(['sweep', 'stop', 'phase'], 'value'),
      expected: listing(names, 'or'),
      found: name,
      ...(suggestion && { remedy: suggestion }),
    },
  ];
};
