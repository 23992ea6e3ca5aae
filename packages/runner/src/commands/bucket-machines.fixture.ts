import { startS3Server, type S3Server } from '@thaw/execution/fixtures';
import { cp, mkdir, readdir, symlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { SmallImages } from './small-images.fixture.js';
import { swept } from './swept.fixture.js';
import { thaw, type ThawOptions } from './thaw.fixture.js';
import { startThaw } from './thaw-process.fixture.js';

const lent = process.env['THAW_CACHE'] ?? join(homedir(), '.cache', 'thaw');

export interface OnMachine extends Omit<ThawOptions, 'cwd'> {
  /** Default: the one in the bucket. */
  readonly store?: string;
}

/** A real S3 server with a bucket `shared`, and machines that have nothing but that in common. */
export class BucketMachines {
  readonly address = 's3://shared/team';

  private constructor(
    readonly server: S3Server,
    readonly images: SmallImages,
  ) {}

  static async start(): Promise<BucketMachines> {
    const [server, images] = await Promise.all([startS3Server(), SmallImages.create(['wide', 'narrow'], 8)]);
    for (const [name, value] of Object.entries(server.env)) vi.stubEnv(name, value);
    await server.makeBucket('shared');
    return new BucketMachines(server, images);
  }

  /** A home, a cache folder in which the backend is lent, and a copy of the images. */
  async machine(name: string) {
    const home = join(this.images.folder, name);
    const env = { HOME: home, THAW_CACHE: join(home, 'cache') };
    await mkdir(env.THAW_CACHE, { recursive: true });
    for (const each of await readdir(lent))
      if (each !== 'stores') await symlink(join(lent, each), join(env.THAW_CACHE, each));
    await Promise.all(
      [this.images.root, this.images.spec].map((path) =>
        cp(path, path.replace(this.images.folder, home), { recursive: true }),
      ),
    );
    const run = (
      command: string,
      args: readonly string[] = [],
      { store = this.address, ...options }: OnMachine = {},
    ) =>
      thaw([command, '--store', store, ...args], { ...options, cwd: home, env: { ...env, ...options.env } });
    const sweepWords = ['--spec', 'small.yaml', '--json'];
    return {
      run,
      /** In a process of its own. */
      startSweep: (args: readonly string[], store = this.address) =>
        startThaw(['sweep', '--store', store, ...sweepWords, ...args], home, env),
      sweep: async (args: readonly string[] = []) => swept(await run('sweep', [...sweepWords, ...args])),
      trySweep: (args: readonly string[], options: OnMachine) =>
        run('sweep', [...sweepWords, ...args], options),
    };
  }

  async stop(): Promise<void> {
    await Promise.all([this.server.stop(), this.images.remove()]);
  }
}
