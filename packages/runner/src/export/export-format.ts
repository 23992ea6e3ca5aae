import type { Json, ModelFormat } from '@thaw/core';

/** A format as people and MLflow are told of it. */
export interface ExportFormat extends ModelFormat {
  /** Lines of Python that make `probabilities` of the array `images`, in the folder of the model. */
  readonly python: readonly string[];
  /** What of MLflow's reads it. Brings what encodes it along. */
  mlflow(): Promise<MlflowFlavour>;
}

/** How MLflow loads a model: https://mlflow.org/docs/latest/ml/model/. */
export interface MlflowFlavour {
  readonly name: string;
  readonly config: Readonly<Record<string, Json>>;
  /** The module that makes a `python_function` of it. */
  readonly loader: string;
  /** Of pip, besides MLflow itself. */
  readonly requirements: readonly string[];
}
