import type { ClusterProfile } from '@thaw/core';
import type { KnownRayJob, RayJob, RayNode } from './ray-jobs.js';

type RayProfile = ClusterProfile<'ray'>;

const units: Readonly<Record<string, number>> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

/** Of `32G`. */
const bytesOf = (text: string): number => Number(text.slice(0, -1)) * units[text.at(-1)!]!;

/** What a profile asks Ray for. A job that asks for nothing is put on the head, however much that has to do. */
export const asked = ({ cpus, gpus, memory, resources }: RayProfile): Partial<RayJob> => ({
  ...{ entrypoint_num_cpus: cpus, entrypoint_num_gpus: gpus, entrypoint_resources: resources },
  ...(memory !== undefined && { entrypoint_memory: bytesOf(memory) }),
});

/** Why a job waits, in words: Ray's own, unless no node that is up has what it asks for. */
export function whyItWaits(
  { cpus = 0, gpus = 0, memory, resources = {} }: RayProfile,
  nodes: readonly RayNode[],
  { message }: KnownRayJob,
): string {
  const wanted = {
    ...{ CPU: cpus, GPU: gpus, memory: memory === undefined ? 0 : bytesOf(memory) },
    ...resources,
  };
  const said = { ...resources, CPU: cpus, GPU: gpus, memory };
  const isEnough = (name: string, { resources_total: has }: RayNode) =>
    (wanted[name as keyof typeof wanted] ?? 0) <= (has[name] ?? 0);
  const names = Object.keys(wanted);
  if (nodes.length === 0 || nodes.some((node) => names.every((name) => isEnough(name, node))))
    return message ?? 'it has not started yet';
  const missing = names.filter((name) => !nodes.some((node) => isEnough(name, node)));
  const lacks = (
    missing.length > 0 ? missing : names.filter((name) => wanted[name as keyof typeof wanted] > 0)
  )
    .map((name) => `${name}: ${said[name as keyof typeof said]}`)
    .join(', ');
  return `no node that is up has ${lacks}: it waits for one that has`;
}
