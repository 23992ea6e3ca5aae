import { ThawError } from '@thaw/core';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rayAddress, rayHeaders } from './ray-server.js';

describe('the address of a Ray cluster', () => {
  it.each([
    [{}, 'http://127.0.0.1:8265'],
    [{ RAY_ADDRESS: 'auto' }, 'http://127.0.0.1:8265'],
    [{ RAY_ADDRESS: 'http://head:8265' }, 'http://head:8265'],
    [{ RAY_ADDRESS: 'ray://head:10001', RAY_API_SERVER_ADDRESS: 'https://a/ray/' }, 'https://a/ray/'],
  ])('is said by the environment: %j', (env, address) => expect(rayAddress(env)).toBe(address));

  it.each([
    'ray://head:10001',
    '10.0.0.1:6379',
    'http://me:secret@head:8265',
    'ray://me:secret@head',
    'http://',
    'http://a b',
  ])(
    'is none where only a process of the cluster knows what is meant, or where there is a password: %s',
    (address) => {
      const problem = problemOf(() => rayAddress({ RAY_ADDRESS: address }));
      expect(problem).toMatchObject({ code: 'THAW-RAY-ENVIRONMENT' });
      expect(JSON.stringify(problem)).not.toContain('secret');
    },
  );
});

describe('what a Ray cluster is told of who asks', () => {
  const token = { RAY_AUTH_MODE: 'token', RAY_AUTH_TOKEN: 'abc' };

  it.each([
    [{}, {}],
    [{ RAY_AUTH_TOKEN: 'abc' }, {}],
    [token, { authorization: 'Bearer abc' }],
    [{ RAY_JOB_HEADERS: '{"X-User": "me"}' }, { 'X-User': 'me' }],
    [
      { ...token, RAY_JOB_HEADERS: '{"X-User": "me"}' },
      { 'X-User': 'me', authorization: 'Bearer abc' },
    ],
    [{ ...token, RAY_JOB_HEADERS: '{"Authorization": "Basic bWU="}' }, { Authorization: 'Basic bWU=' }],
  ])('is said by the environment: %j', (env, headers) => expect(rayHeaders(env)).toEqual(headers));

  it('is a token in a file, too', () => {
    const folder = mkdtempSync(join(tmpdir(), 'thaw-ray-'));
    const file = join(folder, 'token');
    writeFileSync(file, 'abc\n');
    const env = { RAY_AUTH_MODE: 'token', RAY_AUTH_TOKEN_PATH: file };
    expect(rayHeaders(env)).toEqual({ authorization: 'Bearer abc' });
    expect(rayHeaders({ ...env, RAY_AUTH_TOKEN_PATH: `${file}s` })).toEqual({});
    rmSync(folder, { recursive: true });
  });

  it.each(['secret', '["secret"]', '{"a": ["secret"]}'])('cannot be %s', (headers) => {
    const problem = problemOf(() => rayHeaders({ RAY_JOB_HEADERS: headers }));
    expect(problem).toMatchObject({ code: 'THAW-RAY-ENVIRONMENT' });
    expect(JSON.stringify(problem)).not.toContain('secret');
  });
});

function problemOf(act: () => unknown) {
  try {
    return act();
  } catch (error) {
    return (error as ThawError).problems[0];
  }
}
