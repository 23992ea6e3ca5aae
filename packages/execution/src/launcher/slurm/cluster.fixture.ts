/** A real Slurm of two nodes, on this machine (tools/slurm/cluster.mjs). */
export interface Cluster {
  /** What a process needs in its environment to find it. */
  readonly variables: Readonly<Record<'SLURM_CONF' | 'PATH', string>>;
  ask(program: string, ...parameters: readonly string[]): Promise<string>;
  killNode(node: string): void;
  killComputing(): void;
  killWorkers(): void;
  startNode(node: string): void;
  stop(): Promise<void>;
}

interface ClusterTool {
  /** Whether it is installed, and may be started. */
  readonly hasSlurm: () => boolean;
  readonly startCluster: () => Promise<Cluster>;
}

export const slurmTool = (): Promise<ClusterTool> =>
  import(new URL('../../../../../tools/slurm/cluster.mjs', import.meta.url).href) as Promise<ClusterTool>;
