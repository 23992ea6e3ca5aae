import type { ClusterAsks } from '@thaw/core';

/** A place for one worker. */
export interface Slot {
  /** `gpu2-gpu1`: may be the name of a file. */
  readonly name: string;
  readonly host: string;
  /** The only one that its worker sees. Absent: all that the host has. */
  readonly gpu?: number;
}

/** Places of hosts, in their order. */
export const slotsOf = (hosts: ClusterAsks<'ssh'>['hosts'] = []): readonly Slot[] =>
  hosts.flatMap((each): readonly Slot[] => {
    const { host, gpus } = typeof each === 'string' ? { host: each } : each;
    return gpus ? gpus.map((gpu) => ({ name: `${host}-gpu${gpu}`, host, gpu })) : [{ name: host, host }];
  });

/** The worker that is this process of a slot's host. */
export const workerOf = ({ name }: Slot, pid: number): string => `${name}-${pid}`;

/** Where a worker runs, if it was one of these slots' and is not another launcher's. */
export function placeOf(
  worker: string,
  slots: readonly Slot[],
): { readonly slot: Slot; readonly pid: number } | undefined {
  const [, name, pid] = /^(.+)-(\d+)$/.exec(worker) ?? [];
  const slot = slots.find((each) => each.name === name);
  return slot && { slot, pid: Number(pid) };
}
