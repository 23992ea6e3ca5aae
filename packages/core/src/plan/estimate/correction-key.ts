import { isHeadLayer } from '../../model/head-layers.js';
import type { Stage, TrainStage } from '../stage.js';

/**
 * Stages whose estimates err alike: of one kind, through one backbone in one precision, or through a head alone; and compiled, or not.
 * For an evaluation `train` is the stage that trained what it evaluates.
 */
export function correctionKey(stage: Stage, train?: TrainStage): string {
  if (stage.kind === 'dataset') return 'dataset';
  if (stage.kind === 'features')
    return keyOf('features', stage.backbone.name, stage.precision, stage.compile);
  const trained = stage.kind === 'train' ? stage : train!;
  const { backbone, precision, memory, compile } = trained;
  if (trained.above.every(isHeadLayer)) return keyOf(stage.kind, 'head', compile);
  return keyOf(stage.kind, backbone.name, precision, memory, compile);
}

const keyOf = (...parts: readonly (string | undefined)[]): string => parts.filter(Boolean).join(' ');
