import type { Correction } from './correction.js';
import type { Work } from './work.js';

/** How fast one machine is with one backend; measured, never assumed. All are seconds or amounts a second. */
export interface MachineSpeed {
  readonly forward: Work;
  /** Of training, where forward and backward together count as three forward passes. */
  readonly training: Work;
  /** What a step takes besides its arithmetic. */
  readonly secondsPerStep: number;
  /** Making a trainer or an extractor ready. */
  readonly secondsPerStage: number;
  /** Reading, decoding and resizing an image: what the smallest takes, */
  readonly secondsPerImage: number;
  /** and what each byte of its file adds, as larger files hold more pixels. */
  readonly secondsPerImageByte: number;
  /** Augmenting, for each pixel of the network's input. */
  readonly secondsPerAugmentedPixel: number;
  /** Written to disk. */
  readonly diskBytes: number;
  /** Forcing a file to disk and renaming it. */
  readonly secondsPerWrite: number;
  /** How many times as long as computed from the above a stage really took, by `correctionKey`. */
  readonly corrections: Readonly<Record<string, Correction>>;
}

/** As measured by a short run, before stages have told better. */
export type BaseSpeed = Omit<MachineSpeed, 'corrections'>;
