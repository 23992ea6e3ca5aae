import type { DatasetInput } from '@thaw/core';
import { cut } from '../limits.js';
import type { LoggedDataset } from '../rest-types.js';

/** From `mlflow/utils/validation.py`. */
const nameLength = 500;

/** What an image classifier is fed, as MLflow writes the columns of a dataset. */
const schema = JSON.stringify({
  mlflow_colspec: [
    { name: 'image', type: 'binary', required: true },
    { name: 'label', type: 'string', required: true },
  ],
});

/** A split as one of MLflow's dataset inputs; `mlflow.data.get_source` resolves its folder. */
export const loggedDataset = (input: DatasetInput): LoggedDataset => ({
  tags: [{ key: 'mlflow.data.context', value: input.context }],
  dataset: {
    name: cut(input.name, nameLength),
    digest: input.digest,
    source_type: 'local',
    source: JSON.stringify({ uri: input.source }),
    schema,
    profile: JSON.stringify({ images: input.images, classes: input.classes, stage: input.stage }),
  },
});
