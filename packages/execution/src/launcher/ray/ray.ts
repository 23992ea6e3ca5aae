import { defaults } from '@thaw/core';
import type { ClusterKind } from '../queue/cluster-kind.js';
import { rayAddress } from './ray-server.js';
import { RayStarter } from './ray-starter.js';

/** Workers are jobs of Ray, by the REST API of its dashboard. */
export const ray: ClusterKind<'ray'> = {
  name: 'ray',
  title: 'Ray',
  profile: (asks, plan) => ({
    memory: `${plan.mebibytes((asks.gpus ?? 0) > 0)}M`,
    ...defaults.ray,
    ...asks,
    address: asks.address ?? rayAddress(process.env),
  }),
  starter: (queue) => new RayStarter(queue),
};
