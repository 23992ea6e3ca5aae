import { readable, type Seen } from './seen.js';

/** How a first spec trains, whichever network it takes. */
export interface Recipe {
  /** Shares of the images held out; none where a manifest says of each image where it goes. */
  readonly split: { readonly validation: number; readonly test: number } | undefined;
  /** Whether there will be images to validate on. */
  readonly isValidated: boolean;
  readonly batchSize: number;
  /** Whether a class counts by how rare it is. */
  readonly isBalanced: boolean;
  readonly objective: 'val_accuracy' | 'val_macro_f1' | undefined;
  /** Whether the last blocks of the network are trained too, after the head. */
  readonly isFineTuned: boolean;
  /** Images that training sees, about. */
  readonly trained: number;
}

/** From this ratio of the largest to the smallest class on accuracy says little of the small ones. */
export const imbalance = 3;
/** With fewer images to learn from, the weights of a block follow the noise: only the head is trained. */
export const enoughToFineTune = 200;
/** Of so few images one more or less that is told rightly moves the score by more than settings do. */
export const enoughToTest = 1000;

/** What follows from the images alone. */
export function recipeFor(seen: Pick<Seen, 'classes' | 'splits'>): Recipe {
  const counts = seen.classes.map(readable);
  const images = counts.reduce((sum, count) => sum + count, 0);
  const { train, validation, test, drawn } = seen.splits;
  const all = train + validation + test + drawn;
  const shares = { validation: images < enoughToTest ? 0.25 : 0.2, test: images < enoughToTest ? 0 : 0.1 };
  const split = drawn === 0 ? undefined : { ...shares, test: test > 0 ? 0 : shares.test };
  const kept = split ? 1 - split.validation - split.test : 0;
  const trained = Math.round((images * (train + kept * drawn)) / all);
  const isValidated = validation > 0 || drawn > 0;
  const isBalanced = Math.max(...counts) >= imbalance * Math.min(...counts);
  return {
    ...{ split, isValidated, isBalanced, trained },
    batchSize: trained < 64 ? 8 : trained < 256 ? 16 : 32,
    objective: isValidated ? (isBalanced ? 'val_macro_f1' : 'val_accuracy') : undefined,
    isFineTuned: trained >= enoughToFineTune,
  };
}
