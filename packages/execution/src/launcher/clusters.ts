import type { ClusterName } from '@thaw/core';
import type { ClusterKind } from './queue/cluster-kind.js';
import { ray } from './ray/ray.js';
import { slurm } from './slurm/slurm.js';
import { ssh } from './ssh/ssh.js';

/** What computes for those who ask, one entry a kind; what each may be asked for is said by `core` (`spec/schema/clusters`). */
export const clusterKinds: { readonly [Name in ClusterName]: ClusterKind<Name> } = { slurm, ssh, ray };

/** The same without its name in the type: a profile is handed only to the kind that has made it. */
export const clusterKind = (name: ClusterName): ClusterKind => clusterKinds[name];
