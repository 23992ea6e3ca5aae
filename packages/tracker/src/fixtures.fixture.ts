export { sharedMlflow } from './mlflow/ui/shared-mlflow.fixture.js';
