/** How far a long piece of work has come. `done` and `total` are absent while they are not known. */
export interface Progress {
  /** What is being done, for people: `downloading TensorFlow 2.21.0`. */
  readonly label: string;
  readonly done?: number;
  readonly total?: number;
  readonly unit?: 'bytes' | 'images' | 'steps';
  /** How long the rest of it should take, where somebody has measured its pace. */
  readonly secondsLeft?: number;
}

export type OnProgress = (progress: Progress) => void;
