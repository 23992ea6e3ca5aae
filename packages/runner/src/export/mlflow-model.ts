import type { Resize } from '@thaw/core';
import { stringify } from 'yaml';
import type { MlflowFlavour } from './export-format.js';

/** The MLflow that the files are written for and tested with; newer ones read what older ones wrote. */
export const mlflowVersion = '3.17.2';
const pythonVersion = '3.11';

/** What an MLmodel says of a model. */
export interface MlflowModel {
  readonly flavour: MlflowFlavour;
  readonly imageSize: number;
  readonly resize: Resize;
  readonly classes: readonly string[];
  readonly modelBytes: number;
  readonly createdMs: number;
  readonly run: string;
}

/** The files that make a folder a model of MLflow's, by name. */
export function mlflowFiles(model: MlflowModel): Readonly<Record<string, string>> {
  const requirements = [`mlflow==${mlflowVersion}`, ...model.flavour.requirements];
  return {
    MLmodel: stringify(manifest(model), { lineWidth: 0 }),
    'requirements.txt': `${requirements.join('\n')}\n`,
    'python_env.yaml': stringify({ python: pythonVersion, dependencies: ['-r requirements.txt'] }),
    'conda.yaml': stringify({
      name: 'mlflow-env',
      channels: ['conda-forge'],
      dependencies: [`python=${pythonVersion}`, 'pip', { pip: requirements }],
    }),
  };
}

const manifest = ({ flavour, imageSize, resize, classes, modelBytes, createdMs, run }: MlflowModel) => ({
  flavors: {
    python_function: {
      loader_module: flavour.loader,
      ...(flavour.data !== undefined && { data: flavour.data }),
      python_version: pythonVersion,
      env: { conda: 'conda.yaml', virtualenv: 'python_env.yaml' },
    },
    [flavour.name]: flavour.config,
  },
  signature: {
    inputs: JSON.stringify([tensorSpec('images', 'uint8', [-1, imageSize, imageSize, 3])]),
    outputs: JSON.stringify([tensorSpec('probabilities', 'float32', [-1, classes.length])]),
    params: null,
  },
  metadata: { classes, resize, thaw_run: run },
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
