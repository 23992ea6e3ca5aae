import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { ThawError, type Problem } from '@thaw/core';
import { afterEach, describe, expect, it } from 'vitest';
import { createMlflowClient, type MlflowClient } from './client.js';

// Faults that a real MLflow does not produce on demand. Everything else is tested against the real one.
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

const password = 'hunter2-söcret';
const credentials = { username: 'me', password };

async function serve(handle: RequestListener, retries = 0): Promise<MlflowClient> {
  const server = createServer(handle);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return createMlflowClient({ uri: `http://127.0.0.1:${port}/team/`, credentials, timeoutMs: 2000, retries });
}

async function failure(act: Promise<unknown>): Promise<ThawError> {
  try {
    await act;
  } catch (error) {
    if (error instanceof ThawError) return error;
    throw error;
  }
  throw new Error('nothing failed');
}

const answers =
  (status: number, type: string, text: string): RequestListener =>
  (request, response) => {
    response
      .writeHead(status, { 'content-type': type })
      .end(text.replace('{auth}', request.headers.authorization ?? ''));
  };

describe('the MLflow client', () => {
  it.each<[string, RequestListener, Partial<Problem>]>([
    [
      'a login page in front',
      answers(200, 'text/html; charset=utf-8', '<html><head><title>Sign in</title></head></html>'),
      { code: 'THAW-TRACKING-NOT-MLFLOW', expected: 'JSON', found: '200 text/html Sign in' },
    ],
    [
      'a wrong path prefix',
      answers(404, 'text/html', '<title>404 Not Found</title>'),
      { code: 'THAW-TRACKING-NOT-MLFLOW', found: '404 text/html 404 Not Found' },
    ],
    [
      'credentials that are refused',
      answers(401, 'text/plain', 'You are not authenticated: {auth}'),
      { code: 'THAW-TRACKING-UNAUTHORISED' },
    ],
    [
      'a right that is missing',
      answers(403, 'text/plain', 'Permission denied'),
      { code: 'THAW-TRACKING-UNAUTHORISED' },
    ],
    [
      'a proxy without a server behind',
      answers(502, 'text/html', '<title>Bad Gateway</title>'),
      { code: 'THAW-TRACKING-UNAVAILABLE', found: '502 text/html Bad Gateway' },
    ],
    [
      'a value that MLflow refuses',
      answers(400, 'application/json', '{"error_code":"INVALID_PARAMETER_VALUE","message":"no: {auth}"}'),
      { code: 'THAW-TRACKING-REJECTED', found: '400 INVALID_PARAMETER_VALUE' },
    ],
    [
      'half an answer',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
        response.write('{"experiment"', () => response.destroy());
      },
      { code: 'THAW-TRACKING-UNREACHABLE' },
    ],
    ['no answer in time', () => undefined, { code: 'THAW-TRACKING-UNREACHABLE', found: 'TimeoutError' }],
  ])('says what is wrong with %s and never tells a secret', async (_, handle, problem) => {
    const error = await failure((await serve(handle)).createExperiment('x'));
    expect(error.problems).toMatchObject([problem]);
    const printed = inspect(error, { depth: 10 }) + JSON.stringify(error.problems) + error.stack;
    for (const secret of [
      password,
      encodeURIComponent(password),
      Buffer.from(`me:${password}`).toString('base64'),
    ]) {
      expect(printed).not.toContain(secret);
    }
  });

  const wrong =
    '{"run":{"info":{"run_id":7}},"runs":[null],"experiments":{},"models":[{}],"metrics":"","files":[3]}';
  it.each<[string, (client: MlflowClient) => Promise<unknown>]>([
    ['experimentByName', (client) => client.experimentByName('x')],
    ['createExperiment', (client) => client.createExperiment('x')],
    ['allExperiments', (client) => client.allExperiments()],
    ['searchRuns', (client) => client.searchRuns('1', '')],
    ['updateRun', (client) => client.updateRun({ run_id: 'r', status: 'FINISHED' })],
    ['logBatch', (client) => client.logBatch('r', { metrics: [], params: [], tags: [] })],
    ['metricHistory', (client) => client.metricHistory('r', 'loss')],
    ['listArtifacts', (client) => client.listArtifacts('r', '')],
    ['models', (client) => client.loggedModels.search('1', '')],
    ['outputs of a run', (client) => client.loggedModels.outputsOf('r')],
  ])('takes JSON of another shape for no answer of MLflow: %s', async (what, act) => {
    for (const text of ['null', '[]', ...(what === 'logBatch' ? [] : [wrong])]) {
      const error = await failure(act(await serve(answers(200, 'application/json', text))));
      expect(error.problems).toMatchObject([{ code: 'THAW-TRACKING-NOT-MLFLOW' }]);
      expect(error.problems[0]!.found).toMatch(/: it/);
    }
  });

  it('passes over what is not a text in an answer that refuses', async () => {
    const client = await serve(answers(400, 'application/json', '{"error_code":"X","message":{}}'));
    expect((await failure(client.createExperiment('x'))).problems).toMatchObject([
      { code: 'THAW-TRACKING-NOT-MLFLOW' },
    ]);
  });

  it('ends where pages come round again', async () => {
    const client = await serve(answers(200, 'application/json', '{"runs":[],"next_page_token":"again"}'));
    expect((await failure(client.searchRuns('1', ''))).problems).toMatchObject([
      { code: 'THAW-TRACKING-NOT-MLFLOW' },
    ]);
  });

  it('says that nobody listens', async () => {
    const client = createMlflowClient({ uri: `http://me:${password}@127.0.0.1:9`, retries: 0 });
    const error = await failure(client.createExperiment('x'));
    expect(error.problems).toMatchObject([
      {
        code: 'THAW-TRACKING-UNREACHABLE',
        message: 'MLflow at http://127.0.0.1:9 did not answer POST api/2.0/mlflow/experiments/create',
        // What fetch says of a port that it keeps from browsers; a name such as `Error` would tell nothing.
        found: 'bad port',
      },
    ]);
    expect(inspect(error, { depth: 10 })).not.toContain(password);
  });

  it('keeps the path prefix and logs in with every request', async () => {
    const seen: unknown[] = [];
    const client = await serve((request, response) => {
      seen.push(request.url, request.headers.authorization);
      answers(200, 'application/json', '{"experiment_id":"7"}')(request, response);
    });
    expect(await client.createExperiment('x')).toBe('7');
    const authorization = `Basic ${Buffer.from(`me:${password}`).toString('base64')}`;
    expect(seen).toEqual(['/team/api/2.0/mlflow/experiments/create', authorization]);
  });

  it.each([429, 500, 503])('tries again after %i', async (status) => {
    let calls = 0;
    const client = await serve((request, response) => {
      response.setHeader('retry-after', '0');
      const [code, text] = ++calls === 1 ? [status, 'busy'] : [200, '{"experiment_id":"7"}'];
      answers(code, 'application/json', text)(request, response);
    }, 1);
    expect(await client.createExperiment('x')).toBe('7');
    expect(calls).toBe(2);
  });

  it('never makes a run twice when it is unknown whether the first request made one', async () => {
    let calls = 0;
    const client = await serve((_, response) => (calls++, response.destroy()), 3);
    const run = { experiment_id: '1', run_name: 'a', start_time: 1, tags: [] };
    expect((await failure(client.createRun(run))).problems[0]?.code).toBe('THAW-TRACKING-UNREACHABLE');
    expect(calls).toBe(1);
  });

  it('ends at once when its signal is aborted', async () => {
    const stop = new AbortController();
    const client = (await serve(() => stop.abort(new Error('stopped')), 3)).until(stop.signal);
    await expect(client.createExperiment('x')).rejects.toThrow('stopped');
  });
});
