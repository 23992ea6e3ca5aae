import { tensorflowVersion } from '@thaw/engine';
import { stringify } from 'yaml';

/** The MLflow that the files are written for and tested with; newer ones read what older ones wrote. */
export const mlflowVersion = '3.17.2';
const pythonVersion = '3.11';

/** What an MLmodel says of a model. */
export interface MlflowModel {
  readonly imageSize: number;
  readonly classes: readonly string[];
  readonly modelBytes: number;
  readonly createdMs: number;
  readonly run: string;
}

/**
 * The files that make a folder with a SavedModel in `saved_model` a model of MLflow's, by name. The flavour is the one
 * that MLflow has for SavedModels with a signature. Its name is from TensorFlow 1; the other, `tf2-module`, wants an
 * object that only Python can save.
 */
export const mlflowFiles = (model: MlflowModel): Readonly<Record<string, string>> => ({
  MLmodel: stringify(manifest(model), { lineWidth: 0 }),
  'requirements.txt': `${requirements.join('\n')}\n`,
  'python_env.yaml': stringify({ python: pythonVersion, dependencies: ['-r requirements.txt'] }),
  'conda.yaml': stringify({
    name: 'mlflow-env',
    channels: ['conda-forge'],
    dependencies: [`python=${pythonVersion}`, 'pip', { pip: requirements }],
  }),
});

const requirements = [`mlflow==${mlflowVersion}`, `tensorflow==${tensorflowVersion}`];

const manifest = ({ imageSize, classes, modelBytes, createdMs, run }: MlflowModel) => ({
  flavors: {
    python_function: {
      loader_module: 'mlflow.tensorflow',
      python_version: pythonVersion,
      env: { conda: 'conda.yaml', virtualenv: 'python_env.yaml' },
    },
    tensorflow: {
      model_type: 'tf1-estimator',
      saved_model_dir: 'saved_model',
      meta_graph_tags: ['serve'],
      signature_def_key: 'serving_default',
      code: null,
    },
  },
  signature: {
    inputs: JSON.stringify([tensorSpec('images', 'uint8', [-1, imageSize, imageSize, 3])]),
    outputs: JSON.stringify([tensorSpec('probabilities', 'float32', [-1, classes.length])]),
    params: null,
  },
  metadata: { classes, thaw_run: run },
  mlflow_version: mlflowVersion,
  model_size_bytes: modelBytes,
  // As Python writes it, in UTC without a zone.
  utc_time_created: new Date(createdMs).toISOString().replace('T', ' ').replace('Z', '000'),
});

const tensorSpec = (name: string, dtype: string, shape: readonly number[]) => ({
  name,
  type: 'tensor',
  'tensor-spec': { dtype, shape },
});
