import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const tool = (name) => fileURLToPath(new URL(`../../s3/${name}`, import.meta.url));

/** Starts the server of tools/s3 with a bucket, and says in the environment how it is asked. */
export async function startBucket(name) {
  const python = execFileSync(process.execPath, [tool('setup.mjs')], { encoding: 'utf8' }).trim();
  const child = spawn(python, [tool('serve.py')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [port] = await once(child.stdout, 'data');
  const url = `http://127.0.0.1:${Number(port)}`;
  Object.assign(process.env, {
    ...{ AWS_ENDPOINT_URL_S3: url, AWS_ACCESS_KEY_ID: 'someone', AWS_SECRET_ACCESS_KEY: 'a secret' },
    AWS_EC2_METADATA_DISABLED: 'true',
  });
  await fetch(`${url}/${name}`, { method: 'PUT' });
  return { address: `s3://${name}/store`, stop: () => child.stdin.end() };
}
