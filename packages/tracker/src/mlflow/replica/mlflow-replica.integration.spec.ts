import { describe, it } from 'vitest';
import { describeReplica } from '../../contract/describe-replica.js';
import { sharedServer } from './mlflow-server.fixture.js';
import { readShown } from './read-shown.fixture.js';

const server = sharedServer();
describeReplica(
  'MLflow',
  () => ({ home: server.home(), read: (sweep) => readShown(server.client(), sweep) }),
  { describe, it },
);
