import type { BackboneConfig } from '../spec/run-config.js';
import type { TransferScores } from './score-features.js';
import type { ScoreName } from './transfer-scores.js';

/** Networks that were compared before anything was trained, the best first. Plain JSON. */
export interface ComparedNetworks {
  /** By which score. */
  readonly by: ScoreName;
  /** How many images they were compared on. */
  readonly images: number;
  readonly networks: readonly ComparedNetwork[];
}

export interface ComparedNetwork extends BackboneConfig, TransferScores {
  readonly parameters: number;
  /** Of its weights in single precision. */
  readonly bytes: number;
  /** That the pass of the images through it has taken, where that is known. */
  readonly seconds?: number;
  /** Where some are kept and others not: whether this one is. */
  readonly kept?: boolean;
}
