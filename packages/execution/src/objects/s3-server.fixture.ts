import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const tool = (name: string) => fileURLToPath(new URL(`../../../../tools/s3/${name}`, import.meta.url));

/** A real S3 server with buckets in memory. */
export interface S3Server {
  /** What a process needs in its environment to ask it. */
  readonly env: Readonly<Record<string, string>>;
  makeBucket(name: string): Promise<void>;
  /** From now on who asks has to be known, and nobody is. */
  refuseAll(): Promise<void>;
  /** From now on it refuses connections. */
  leave(): Promise<void>;
  /** With what was in its buckets. */
  comeBack(): Promise<void>;
  /** From now on it takes connections and says nothing, or goes on with them. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
}

export async function startS3Server(): Promise<S3Server> {
  const { stdout: python } = await promisify(execFile)(process.execPath, [tool('setup.mjs')]);
  const child = spawn(python.trim(), [tool('serve.py')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  const tell = async (word: string) => {
    child.stdin.write(`${word}\n`);
    await once(child.stdout, 'data');
  };
  const url = `http://127.0.0.1:${Number(port)}`;
  return {
    env: {
      ...{ AWS_ENDPOINT_URL_S3: url, AWS_ACCESS_KEY_ID: 'someone', AWS_SECRET_ACCESS_KEY: 'a secret' },
      // What else AWS's client would look for on this machine and around it.
      ...{ AWS_EC2_METADATA_DISABLED: 'true', AWS_CONFIG_FILE: '', AWS_SHARED_CREDENTIALS_FILE: '' },
    },
    async makeBucket(name) {
      const { ok, status } = await fetch(`${url}/${name}`, { method: 'PUT' });
      if (!ok) throw new Error(`no bucket ${name}: ${status}`);
    },
    async refuseAll() {
      await fetch(`${url}/moto-api/reset-auth`, { method: 'POST', body: '0' });
    },
    leave: () => tell('stop'),
    comeBack: () => tell('start'),
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    async stop() {
      child.stdin.end();
      await once(child, 'exit');
    },
  };
}
