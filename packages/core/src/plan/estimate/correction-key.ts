import { isHeadLayer } from '../../model/head-layers.js';
import type { Stage, TrainStage } from '../stage.js';

/**
 * Stages whose estimates err alike: of one kind, through one backbone in one precision, or through a head alone.
 * For an evaluation `train` is the stage that trained what it evaluates.
 */
export function correctionKey(stage: Stage, train?: TrainStage): string {
  if (stage.kind === 'dataset') return 'dataset';
  if (stage.kind === 'features')
    return ['features', stage.backbone.name, stage.precision].filter(Boolean).join(' ');
  const trained = stage.kind === 'train' ? stage : train!;
  if (trained.above.every(isHeadLayer)) return `${stage.kind} head`;
  return [stage.kind, trained.backbone.name, trained.precision, trained.memory].filter(Boolean).join(' ');
}
