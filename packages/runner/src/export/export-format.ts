import type { Json, ModelFormat, ModelMetadata } from '@thaw/core';
import type { RoundedModel, RoundedPrecision, RoundOptions } from './round/rounded-model.js';
import type { TrainedModel } from './trained-model.js';

/** A format as people and MLflow are told of it. */
export interface ExportFormat extends ModelFormat {
  /** For people: `SavedModel`. */
  readonly title: string;
  /** In what type pixels go in. */
  readonly pixels: 'uint8' | 'int32' | 'float32';
  /** How a program in the folder of the model has `probabilities` of it. */
  readonly usage: Usage;
  /** Where metadata has files of its own beside the network, their texts, by path; `encode` gives them too. */
  describe?(metadata: ModelMetadata): Readonly<Record<string, string>>;
  /** What weights can be rounded to, if to anything. */
  readonly roundsTo?: readonly RoundedPrecision[];
  /** Has `roundsTo`. What the files say of themselves says what that has cost, too. */
  round?(model: TrainedModel, precision: RoundedPrecision, options: RoundOptions): Promise<RoundedModel>;
  /** What of MLflow's reads it, if anything does. Brings what encodes it along. */
  mlflow?(): Promise<MlflowFlavour>;
}

export interface Usage {
  /** In Python from the array `images`; else all of it is said. */
  readonly language: 'python' | 'js';
  readonly lines: readonly string[];
}

/** How MLflow loads a model: https://mlflow.org/docs/latest/ml/model/. */
export interface MlflowFlavour {
  readonly name: string;
  readonly config: Readonly<Record<string, Json>>;
  /** The module that makes a `python_function` of it. */
  readonly loader: string;
  /** What of the folder that module is handed, if not all of it. */
  readonly data?: string;
  /** Of pip, besides MLflow itself. */
  readonly requirements: readonly string[];
}
