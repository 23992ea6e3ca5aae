/** What stages move to and from the file system that workers share. */
import { heldFeatureBytes } from '@thaw/core';

/** Of one worker from that file system: 25 Gbit/s of a network, less what it loses. */
const bytesPerSecond = 2e9;

const epochsOf = (stage) => Math.max(...stage.readings.map(({ epochs }) => epochs));

/** What is larger than memory is read once an epoch. */
function featureBytesRead(stage, estimateOf) {
  if (stage.kind !== 'train') return 0;
  const bytes = estimateOf(stage.features).diskBytes;
  return bytes <= heldFeatureBytes ? bytes : bytes * epochsOf(stage);
}

/** An evaluation reads of its training's features the tenth that is held out. */
const heldOut = 0.1;
const evaluationBytes = (stage, plan, estimateOf) =>
  heldOut * estimateOf(plan.stage(stage.train).features).diskBytes;

const bytesRead = (stage, plan, estimateOf) =>
  stage.kind === 'evaluate' ? evaluationBytes(stage, plan, estimateOf) : featureBytesRead(stage, estimateOf);

/** What a stage takes by the estimate, or what reading its features takes where that is longer: it goes on beside. */
export const secondsWithReading = (stage, plan, estimateOf) =>
  Math.max(estimateOf(stage.key).seconds, bytesRead(stage, plan, estimateOf) / bytesPerSecond);

export function bytesOf(plan, estimateOf) {
  const sum = (of) => plan.stages.reduce((total, stage) => total + of(stage, estimateOf(stage.key)), 0);
  const ifKind = (kind, of) => sum((stage, estimate) => (stage.kind === kind ? of(estimate, stage) : 0));
  const begun = (stage) => (stage.previous ? estimateOf(stage.previous.key).diskBytes : 0);
  return {
    read: {
      images: ifKind('features', ({ demand }) => demand.decodedBytes),
      features: sum((stage) => bytesRead(stage, plan, estimateOf)),
      checkpoints: ifKind('train', (_, stage) => begun(stage)),
    },
    written: {
      features: ifKind('features', ({ diskBytes }) => diskBytes),
      checkpoints: ifKind('train', ({ demand }) => demand.writtenBytes),
    },
  };
}
