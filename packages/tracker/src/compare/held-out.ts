/** What a run says of images that it was not trained on. */
export interface HeldOut {
  readonly classes: readonly string[];
  readonly images: readonly HeldOutImage[];
  /** `[images, classes]`, softmax. */
  readonly probabilities: Float32Array;
}

export interface HeldOutImage {
  /** From the dataset's root. */
  readonly path: string;
  /** Of the file. */
  readonly sha256: string;
  /** Index into `classes`. */
  readonly label: number;
}

export interface Answer {
  readonly image: HeldOutImage;
  /** Index of the class with the highest probability, the first of equals. */
  readonly predicted: number;
  /** Of the predicted class, 0–1. */
  readonly probability: number;
  /** Of the true class, 0–1. */
  readonly probabilityOfTruth: number;
}

export const isRight = ({ image, predicted }: Answer): boolean => image.label === predicted;

export function answersOf({ classes, images, probabilities }: HeldOut): readonly Answer[] {
  return images.map((image, index) => {
    const row = probabilities.subarray(index * classes.length, (index + 1) * classes.length);
    const predicted = row.indexOf(Math.max(...row));
    return {
      image,
      predicted,
      probability: row[predicted] ?? 0,
      probabilityOfTruth: row[image.label] ?? 0,
    };
  });
}
