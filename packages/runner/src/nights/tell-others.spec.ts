import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { heartbeatAddress, sendHeartbeat } from './heartbeat.js';
import { notify, type NotifyOptions } from './notify.js';

const signal = new AbortController().signal;

describe('a heartbeat', () => {
  async function beat(answer: RequestListener, user = '') {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      const { authorization } = request.headers;
      asked.push([request.method, request.url, authorization].filter(Boolean).join(' '));
      answer(request, response);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const failure = await sendHeartbeat(
      heartbeatAddress(`http://${user}127.0.0.1:${port}/ping/s3cret?x=1`),
      signal,
    );
    server.closeAllConnections();
    server.close();
    return { asked, failure, port };
  }

  it('is a plain GET', async () => {
    expect(await beat((_, response) => response.end('OK'))).toMatchObject({
      ...{ asked: ['GET /ping/s3cret?x=1'], failure: undefined },
    });
  });

  it('says who calls, if its address does', async () => {
    const { asked, failure } = await beat((_, response) => response.end('OK'), 'me:a%40b@');
    expect(failure).toBeUndefined();
    expect(asked).toEqual([`GET /ping/s3cret?x=1 Basic ${Buffer.from('me:a@b').toString('base64')}`]);
  });

  it('that is refused, or does not arrive, is told without its secret', async () => {
    const { failure, port } = await beat((_, response) => response.writeHead(404).end());
    expect(failure).toBe(`the heartbeat was answered with 404 by 127.0.0.1:${port}`);
    const nobody = await sendHeartbeat(heartbeatAddress(`http://127.0.0.1:${port}/s3cret`), signal);
    expect(nobody).toBe(`the heartbeat did not reach 127.0.0.1:${port}: ECONNREFUSED`);
    const refused = await sendHeartbeat(heartbeatAddress('http://127.0.0.1:9/s3cret'), signal);
    expect(refused).toBe('the heartbeat did not reach 127.0.0.1:9: bad port');
  });

  it('may be called at an address that a variable holds, and no argument', () => {
    const env = { HEARTBEAT: 'https://hc.example/s3cret', WRONG: 'hc.example/s3cret' };
    expect(heartbeatAddress('env:HEARTBEAT', env).href).toBe('https://hc.example/s3cret');
    expect(() => heartbeatAddress('env:WRONG', env)).toThrow(/WRONG is no address/);
    expect(() => heartbeatAddress('env:WRONG', env)).not.toThrow(/s3cret/);
    expect(() => heartbeatAddress('env:NONE', env)).toThrow(/the variable NONE, which is not set/);
  });

  it.each(['hc.example/s3cret', 'ftp://hc.example/s3cret', ''])('is not sent to %s', (address) => {
    expect(() => heartbeatAddress(address)).toThrow('THAW-NIGHT-BAD-ADDRESS');
    expect(() => heartbeatAddress(address)).not.toThrow(/s3cret/);
  });
});

describe('a command that is notified', () => {
  async function run(command: string, text = 'two nights\n', over: Partial<NotifyOptions> = {}) {
    const output = new PassThrough({ encoding: 'utf8' });
    const here = { cwd: process.cwd(), env: process.env, signal, output };
    const failure = await notify(command, text, { ...here, ...over });
    return { failure, said: String(output.read() ?? '') };
  }

  it('gets the text on its standard input, and what it says is passed on', async () => {
    expect(await run('cat && echo heard >&2')).toEqual({ failure: undefined, said: 'two nights\nheard\n' });
  });

  it('need not read it', async () => {
    expect(await run('true', 'x'.repeat(1_000_000))).toEqual({ failure: undefined, said: '' });
  });

  it('may leave something behind that goes on', async () => {
    const { failure, said } = await run('sleep 60 & echo $!');
    expect(failure).toBeUndefined();
    process.kill(Number(said));
  });

  it('that does not end is given up, with all that it has started', async () => {
    const { failure, said } = await run('sleep 60 & echo $!; wait', '', { timeoutMs: 2000 });
    expect(failure).toBe('--notify did not end within 2 seconds');
    // Nobody may have fetched what it ended with yet.
    const state = () => spawnSync('ps', ['-o', 'stat=', '-p', said.trim()], { encoding: 'utf8' }).stdout;
    await vi.waitFor(() => expect(state()).toMatch(/^(Z.*)?\s*$/));
    const stopped = AbortSignal.timeout(100);
    expect((await run('sleep 60; true', '', { signal: stopped })).failure).toBe('--notify was stopped');
  });

  it('that fails is told', async () => {
    expect((await run('exit 3')).failure).toBe('--notify ended with 3');
    expect((await run('kill -TERM $$')).failure).toBe('--notify ended with SIGTERM');
    expect((await run('no-such-command-of-anybody 2>/dev/null')).failure).toBe('--notify ended with 127');
  });
});
