import { testsOf } from '../../tools/vitest/config.mjs';

export default testsOf({}, { globalSetup: ['src/mlflow/ui/shared-server.fixture.ts'] });
