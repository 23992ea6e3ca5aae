/** What is known of one epoch of a trajectory once it is over. */
export interface EpochRecord {
  /** From 1 within its phase. */
  readonly epoch: number;
  /** Steps taken in the phase so far. */
  readonly step: number;
  /** By Keras's names: `loss`, `accuracy`, `val_loss`, … and `learning_rate` at the epoch's last step. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly seconds: number;
  /** Images trained on in a second, without validation. Absent in records of older versions. */
  readonly imagesPerSecond?: number;
  /** When the epoch ended, Unix time in milliseconds. Written once, so that every tracker shows the same point. */
  readonly timeMs: number;
}
