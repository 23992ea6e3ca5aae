import type { Replica, ReplicaHome, ReplicaSource } from '@thaw/core';
import type { MlflowClient } from './client.js';
import { MlflowReplica } from './replica/mlflow-replica.js';

/** An MLflow server as a place for replicas. */
export const mlflowHome = (client: MlflowClient): ReplicaHome => ({
  name: 'MLflow',
  address: client.address,
  open: (source: ReplicaSource): Replica => new MlflowReplica(source, client),
  until: (signal) => mlflowHome(client.until(signal)),
});
