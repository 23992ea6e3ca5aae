import type { Stage, TrainStage } from '../stage.js';

/**
 * Stages whose estimates err alike: of one kind, through one backbone, or through a head alone.
 * For an evaluation `train` is the stage that trained what it evaluates.
 */
export function correctionKey(stage: Stage, train?: TrainStage): string {
  if (stage.kind === 'dataset') return 'dataset';
  if (stage.kind === 'features') return `features ${stage.backbone.name}`;
  const trained = stage.kind === 'train' ? stage : train!;
  const isHead = trained.above.every((name) => name.startsWith('head_'));
  return `${stage.kind} ${isHead ? 'head' : trained.backbone.name}`;
}
