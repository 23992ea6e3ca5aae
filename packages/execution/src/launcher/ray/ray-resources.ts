import { own, type ClusterProfile } from '@thaw/core';
import type { KnownRayJob, RayJob, RayNode } from './ray-jobs.js';

type RayProfile = ClusterProfile<'ray'>;

/** Of `32G`. */
const bytesOf = (text: string): number =>
  Number(text.slice(0, -1)) * 1024 ** (1 + 'KMGT'.indexOf(text.at(-1)!));

/** What a profile asks Ray for. A job that asks for nothing is put on the head, however much that has to do. */
export const asked = ({ cpus, gpus, memory, resources }: RayProfile): Partial<RayJob> => ({
  ...{ entrypoint_num_cpus: cpus, entrypoint_num_gpus: gpus, entrypoint_resources: resources },
  ...(memory !== undefined && { entrypoint_memory: bytesOf(memory) }),
});

interface Wanted {
  /** As Ray calls it. */
  readonly name: string;
  readonly amount: number;
  /** As the profile says it. */
  readonly said: number | string;
}

const wantedOf = ({ cpus, gpus, memory, resources = {} }: RayProfile): readonly Wanted[] => [
  ...Object.entries({ CPU: cpus, GPU: gpus, ...resources }).flatMap(([name, amount]) =>
    amount === undefined ? [] : [{ name, amount, said: amount }],
  ),
  ...(memory === undefined ? [] : [{ name: 'memory', amount: bytesOf(memory), said: memory }]),
];

/** Why a job waits, in words: Ray's own, unless no node that is up has what it asks for, which Ray does not say. */
export function whyItWaits(profile: RayProfile, nodes: readonly RayNode[], { message }: KnownRayJob): string {
  const wanted = wantedOf(profile);
  const has = ({ resources_total }: RayNode, { name, amount }: Wanted) =>
    (own(resources_total, name) ?? 0) >= amount;
  if (nodes.length === 0 || nodes.some((node) => wanted.every((each) => has(node, each))))
    return message ?? 'it has not started yet';
  const nowhere = wanted.filter((each) => !nodes.some((node) => has(node, each)));
  const inWords = (list: readonly Wanted[]) => list.map(({ name, said }) => `${name}: ${said}`).join(', ');
  return nowhere.length > 0
    ? `no node that is up has ${inWords(nowhere)}`
    : `no node that is up has at once ${inWords(wanted)}`;
}
