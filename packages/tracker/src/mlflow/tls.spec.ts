import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createMlflowClient } from './client.js';

let server: Server;
let address: string;
let requests = 0;
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'thaw-tls-'));
  const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...files, ...names],
    {
      stdio: 'pipe',
    },
  );
  const [key, cert] = await Promise.all(['key.pem', 'cert.pem'].map((name) => readFile(join(folder, name))));
  server = createServer({ key, cert }, (_, response) => {
    requests++;
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  address = `https://localhost:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

const ask = (uri: string) => createMlflowClient({ uri, retries: 0 }).experimentByName('x');

describe('a certificate that nobody vouches for', () => {
  it.each([{}, { MLFLOW_TRACKING_INSECURE_TLS: 'true' }])(
    'is refused before anything is sent, with %j',
    async (environment) => {
      for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
      await expect(ask(address.replace('//', '//me:hunter2@'))).rejects.toMatchObject({
        problems: [
          {
            code: 'THAW-TRACKING-TLS',
            message: `the certificate of ${address} is not trusted`,
            found: 'DEPTH_ZERO_SELF_SIGNED_CERT',
            remedy:
              'Name the file of your own authority in NODE_EXTRA_CA_CERTS. Thaw always verifies certificates.',
          },
        ],
      });
      expect(requests).toBe(0);
      vi.unstubAllEnvs();
    },
  );
});

it('says that a server speaks no TLS instead of blaming its certificate', async () => {
  const plain = createHttpServer();
  await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
  const { port } = plain.address() as AddressInfo;
  await expect(ask(`https://127.0.0.1:${port}`)).rejects.toMatchObject({
    problems: [{ code: 'THAW-TRACKING-UNREACHABLE', found: expect.stringMatching(/^ERR_SSL_/) }],
  });
  plain.close();
});
