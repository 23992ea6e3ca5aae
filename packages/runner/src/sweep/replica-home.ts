import type { ReplicaHome } from '@thaw/core';
import { createMlflowClient, mlflowCredentials, mlflowHome } from '@thaw/tracker';

/** What keeps replicas at an address that `--tracking-uri`, the environment or a spec names. */
export const homeAt = (uri: string, env: NodeJS.ProcessEnv): ReplicaHome =>
  mlflowHome(createMlflowClient({ uri, credentials: mlflowCredentials(env, uri) }));
