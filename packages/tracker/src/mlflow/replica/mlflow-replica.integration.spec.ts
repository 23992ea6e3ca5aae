import { describe, it } from 'vitest';
import { describeReplica } from '../../contract/describe-replica.js';
import { testServer } from './mlflow-server.fixture.js';
import { readShown } from './read-shown.fixture.js';

const server = testServer();
describeReplica(
  'MLflow',
  () => ({ home: server.home(), read: (sweep) => readShown(server.client(), sweep) }),
  { describe, it },
);
