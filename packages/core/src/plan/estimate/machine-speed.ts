import type { Correction } from './correction.js';
import type { Work } from './work.js';

/** How fast passes through a network are in one precision. */
export interface PassSpeed {
  readonly forward: Work;
  /** Of training, where forward and backward together count as three forward passes. */
  readonly training: Work;
  /** Writing and loading a graph that trains and running it for the first time, for each of its layers. */
  readonly secondsPerLayer: number;
}

/** How fast one machine is with one backend; measured, never assumed. All are seconds or amounts a second. */
export interface MachineSpeed extends PassSpeed {
  /** In bfloat16; absent where the backend does not compute in it. */
  readonly bfloat16?: PassSpeed;
  /** Whether images are decoded beside the passes, by other silicon: the longer of the two then counts, not their sum. */
  readonly decodesBeside: boolean;
  /** What a step takes besides its arithmetic. */
  readonly secondsPerStep: number;
  /** Compiling, for each layer that trains and each size of batch; absent where nothing compiled was wanted yet. */
  readonly secondsPerCompiledLayer?: number;
  /** Making a trainer or an extractor ready whose graph is loaded. */
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
