/** A real sshd on this machine that is several hosts (tools/ssh/hosts.mjs). */
export interface Hosts {
  /** What a process needs in its environment to reach them. */
  readonly variables: Readonly<Record<'PATH', string>>;
  readonly hasWorkers: boolean;
  killComputing(): void;
  killWorkers(host?: string): void;
  stop(): Promise<void>;
}

interface HostsTool {
  /** Whether it is installed, and may be started. */
  readonly hasSsh: () => boolean;
  readonly startHosts: () => Promise<Hosts>;
}

export const sshTool = (): Promise<HostsTool> =>
  import(new URL('../../../../../tools/ssh/hosts.mjs', import.meta.url).href) as Promise<HostsTool>;
