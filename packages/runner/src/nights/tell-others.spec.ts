import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { heartbeatAddress, sendHeartbeat } from './heartbeat.js';
import { notify } from './notify.js';

const signal = new AbortController().signal;

describe('a heartbeat', () => {
  async function beat(answer: RequestListener) {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      answer(request, response);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const failure = await sendHeartbeat(heartbeatAddress(`http://127.0.0.1:${port}/ping/s3cret?x=1`), signal);
    server.closeAllConnections();
    server.close();
    return { asked, failure, port };
  }

  it('is a plain GET', async () => {
    expect(await beat((_, response) => response.end('OK'))).toMatchObject({
      ...{ asked: ['GET /ping/s3cret?x=1'], failure: undefined },
    });
  });

  it('that is refused, or does not arrive, is told without its secret', async () => {
    const { failure, port } = await beat((_, response) => response.writeHead(404).end());
    expect(failure).toBe(`the heartbeat was answered with 404 by 127.0.0.1:${port}`);
    const nobody = await sendHeartbeat(heartbeatAddress(`http://127.0.0.1:${port}/s3cret`), signal);
    expect(nobody).toBe(`the heartbeat did not reach 127.0.0.1:${port}: ECONNREFUSED`);
  });

  it.each(['hc.example/s3cret', 'ftp://hc.example/s3cret', ''])('is not sent to %s', (address) => {
    expect(() => heartbeatAddress(address)).toThrow('THAW-NIGHT-BAD-ADDRESS');
    expect(() => heartbeatAddress(address)).not.toThrow(/s3cret/);
  });
});

describe('a command that is notified', () => {
  async function run(command: string, text = 'two nights\n') {
    const output = new PassThrough({ encoding: 'utf8' });
    const failure = await notify(command, text, { cwd: process.cwd(), env: process.env, signal, output });
    return { failure, said: String(output.read() ?? '') };
  }

  it('gets the text on its standard input, and what it says is passed on', async () => {
    expect(await run('cat && echo heard >&2')).toEqual({ failure: undefined, said: 'two nights\nheard\n' });
  });

  it('need not read it', async () => {
    expect(await run('true', 'x'.repeat(1_000_000))).toEqual({ failure: undefined, said: '' });
  });

  it('that fails is told', async () => {
    expect((await run('exit 3')).failure).toBe('--notify ended with 3');
    expect((await run('kill -TERM $$')).failure).toBe('--notify ended with SIGTERM');
    expect((await run('no-such-command-of-anybody 2>/dev/null')).failure).toBe('--notify ended with 127');
  });
});
