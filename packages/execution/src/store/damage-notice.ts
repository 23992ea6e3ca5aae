import type { StageRef } from '@thaw/core';
import { provenanceName } from '../provenance/provenance.js';

/** A blob whose checksum was wrong. */
export interface Damage {
  readonly stage: StageRef;
  readonly name: string;
  /** Where it was set aside, if it was kept. */
  readonly movedTo?: string;
}

/** Not results, but what is known about them: it may be lost. */
export const accompanyingNames: readonly string[] = [provenanceName, 'readings.json'];

export const damageNotice = ({ stage, name, movedTo }: Damage): string =>
  `${name} of ${stage.kind} ${stage.key.slice(0, 12)} is damaged; it ` +
  (movedTo === undefined ? 'is not used' : `was moved to ${movedTo}`) +
  (accompanyingNames.includes(name) ? '' : ' and is computed again');
