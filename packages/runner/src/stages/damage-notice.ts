import type { StageRef } from '@thaw/core';

/** A blob whose checksum was wrong. */
export interface Damage {
  readonly stage: StageRef;
  readonly name: string;
  /** Where it was set aside. */
  readonly movedTo: string;
}

export const damageNotice = ({ stage, name, movedTo }: Damage): string =>
  `${name} of ${stage.kind} ${stage.key.slice(0, 12)} is damaged; it was moved to ${movedTo} and is computed again`;
