/** A real Ray on this machine (tools/ray/head.mjs). */
export interface Ray {
  readonly address: string;
  /** What a process needs in its environment to ask it. */
  readonly variables: Readonly<Record<'RAY_API_SERVER_ADDRESS' | 'RAY_AUTH_MODE' | 'RAY_AUTH_TOKEN', string>>;
  killComputing(): void;
  killWorker(name: string): void;
  stop(): Promise<void>;
}

export async function startRay(): Promise<Ray> {
  const tool = (await import(new URL('../../../../../tools/ray/head.mjs', import.meta.url).href)) as {
    readonly startRay: () => Promise<Ray>;
  };
  return tool.startRay();
}
