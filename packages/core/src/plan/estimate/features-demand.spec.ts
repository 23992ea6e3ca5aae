import { expect, it } from 'vitest';
import { mergePass } from './features-demand.js';
import { noDemand, type StageDemand } from './stage-demand.js';

const demand = (memory: Partial<StageDemand['memory']>): StageDemand => ({
  ...noDemand,
  memory: { ...noDemand.memory, ...memory },
});

it('One pass holds the pixels of its images once, and the outputs of all its stages', () => {
  const one = demand({ decodedBytesPerImage: 3e6, batchBytesPerImage: 10, heldBytes: 100 });
  const other = demand({ decodedBytesPerImage: 3e6, batchBytesPerImage: 20, heldBytes: 200 });
  for (const groups of [[[one, other]], [[one], [other]]])
    expect(mergePass(groups, 1).memory).toMatchObject({
      decodedBytesPerImage: 3e6,
      batchBytesPerImage: 30,
      heldBytes: 300,
    });
});
