import { fileURLToPath } from 'node:url';
import { provisionPython, type ProvisionOptions } from '../../python/provision-python.js';

/**
 * A Python environment with the pinned MLflow: some 825 MB, a minute when it is made.
 * @returns the path of its Python.
 * @throws ThawError `THAW-TRACKING-NO-PYTHON`, `THAW-TRACKING-PIP`.
 */
export const provisionMlflow = (options: ProvisionOptions): Promise<string> =>
  provisionPython(
    {
      ...{ name: 'mlflow', title: 'MLflow', minor: 10 },
      // Every package of the server; shipped with this package.
      requirements: fileURLToPath(new URL('../../../python/mlflow-requirements.txt', import.meta.url)),
      codes: { noPython: 'THAW-TRACKING-NO-PYTHON', pip: 'THAW-TRACKING-PIP' },
    },
    options,
  );
