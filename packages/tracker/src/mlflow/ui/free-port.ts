import { createServer, type AddressInfo } from 'node:net';
import { ThawError } from '@thaw/core';

/**
 * A port of 127.0.0.1 that nobody listens on: the wanted one, or any.
 * @throws ThawError `THAW-TRACKING-PORT-IN-USE`.
 */
export function freePort(wanted = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' || error.code === 'EACCES' ? portTaken(wanted, error.code) : error);
    });
    probe.listen(wanted, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

const portTaken = (port: number, found: string): ThawError =>
  new ThawError({
    code: 'THAW-TRACKING-PORT-IN-USE',
    message: `port ${port} of 127.0.0.1 cannot be used`,
    expected: 'a port that nobody listens on',
    found,
    remedy:
      'End the process that holds it, or choose another with --port. Without --port a free one is taken.',
  });
