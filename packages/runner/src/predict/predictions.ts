import { softmax, task, type PredictedBatch, type TaskMeasurement } from '@thaw/core';

/** One of the classes that a network tells apart. */
export interface NamedClass {
  readonly label: string;
  /** Of ImageNet's, the id in WordNet: two of them have one label. */
  readonly wordnet?: string;
}

/** One class that an image may show. */
export interface PredictedClass extends NamedClass {
  readonly probability: number;
}

/** What a network says of an image, the most likely class first, or why it could say nothing. */
export type ImagePrediction = {
  /** From the folder that one stands in, or absolute where it lies elsewhere. */
  readonly path: string;
  /** The class that it is said to show, where that is said. */
  readonly expected?: string;
} & ({ readonly predictions: readonly PredictedClass[] } | { readonly reason: string });

/** All images of which something is predicted. */
export interface PredictedImages {
  /** As people are told of them, in their order. */
  readonly paths: readonly string[];
  /** What the network tells apart. */
  readonly classes: readonly string[];
}

/** Of images whose classes are known. */
export interface PredictionMetrics {
  /** How many could be read, and their class is known. */
  readonly images: number;
  readonly classes: readonly string[];
  /** `loss`, `accuracy`, …, as an evaluation has them. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Rows are the true classes, columns the predicted ones. */
  readonly confusion: readonly (readonly number[])[];
}

/** Makes predictions of logits, and measures them where labels are known. */
export class Predictions {
  readonly #measured: TaskMeasurement;
  #labelled = 0;
  #read = 0;

  constructor(
    private readonly classes: readonly NamedClass[],
    private readonly top: number,
  ) {
    this.#measured = task.measure(classes.length);
  }

  /** How many images could be read. */
  get read(): number {
    return this.#read;
  }

  /** Of the images of a batch, with what is known of each. */
  *of(
    { logits, size, unreadable }: PredictedBatch,
    known: readonly { readonly path: string; readonly label: number | undefined }[],
  ): Generator<ImagePrediction> {
    const classes = this.classes.length;
    for (let row = 0; row < size; row++) {
      const { path, label } = known[row]!;
      const about = { path, ...(label !== undefined && { expected: this.classes[label]!.label }) };
      const reason = unreadable.get(row);
      if (reason === undefined)
        yield {
          ...about,
          predictions: this.#add(logits.subarray(row * classes, (row + 1) * classes), label),
        };
      else yield { ...about, reason };
    }
  }

  #add(logits: Float32Array, label: number | undefined): readonly PredictedClass[] {
    const { probabilities, logSum } = softmax(logits);
    this.#read++;
    if (label !== undefined) {
      this.#labelled++;
      this.#measured.add(logSum - logits[label]!, probabilities, Int32Array.of(label), 1);
    }
    return mostLikely(probabilities, this.top).map((index) => {
      const { label, wordnet } = this.classes[index]!;
      return { label, probability: probabilities[index]!, ...(wordnet !== undefined && { wordnet }) };
    });
  }

  /** None where no label was known. */
  get metrics(): PredictionMetrics | undefined {
    if (this.#labelled === 0) return undefined;
    const classes = this.classes.map(({ label }) => label);
    return {
      ...{ images: this.#labelled, classes },
      ...{ metrics: this.#measured.result(''), confusion: this.#measured.confusion },
    };
  }
}

/** Places of the greatest, the greatest first; of equal ones the lower place comes first, as where metrics are counted. */
function mostLikely(probabilities: Float32Array, top: number): readonly number[] {
  const places = Array.from(probabilities.keys());
  return places.sort((a, b) => probabilities[b]! - probabilities[a]! || a - b).slice(0, top);
}
