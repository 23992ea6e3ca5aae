import type { SettingSchemas, ValuesOf } from '../../spec/kinds.js';
import type { EpochRecord } from '../epoch-record.js';
import type { warmupEpochs } from './common-settings.js';

/** Where a training stands when it asks for its rate. */
export interface ScheduleProgress {
  /** From 0 at the first step after the warm-up. */
  readonly step: number;
  /** All that the warm-up has left of the phase. Only a schedule that is `dependsOnLength` may look at it. */
  readonly steps: number;
  readonly stepsPerEpoch: number;
  /** Epochs done so far in this phase. */
  readonly history: readonly EpochRecord[];
}

/** How the learning rate moves after its warm-up. A new schedule is a file, and a line in `schedule-kinds.ts`. */
export interface ScheduleKind<Settings extends WarmedUp = WarmedUp> {
  readonly settings: Settings;
  /** Whether the curve depends on how long the phase is: then its length is part of the trajectory's key. */
  readonly dependsOnLength: boolean;
  /** The rate at a step, as a share of the phase's. */
  share(settings: ValuesOf<Settings>, progress: ScheduleProgress): number;
}

type WarmedUp = SettingSchemas & { readonly warmupEpochs: typeof warmupEpochs };
