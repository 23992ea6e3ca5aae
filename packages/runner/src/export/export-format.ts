import type { Json, ModelFormat } from '@thaw/core';

/** A format as people and MLflow are told of it. */
export interface ExportFormat extends ModelFormat {
  /** For people: `SavedModel`. */
  readonly title: string;
  /** In what type pixels go in. */
  readonly pixels: 'uint8' | 'int32' | 'float32';
  /** How a program in the folder of the model has `probabilities` of it. */
  readonly usage: Usage;
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
