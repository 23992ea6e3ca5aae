import { ThawError } from '@thaw/core';
import { describe, expect, it } from 'vitest';
import { mlflowCredentials } from './credentials.js';
import { parseTrackingUri, redactUri } from './tracking-uri.js';

describe('the tracking URI', () => {
  it.each([
    ['http://127.0.0.1:5000', 'http://127.0.0.1:5000'],
    ['http://127.0.0.1:5000/', 'http://127.0.0.1:5000'],
    ['https://ml.example/team/mlflow/', 'https://ml.example/team/mlflow'],
    ['https://me:s%40crit@ml.example:8443/x', 'https://ml.example:8443/x'],
  ])('%s is served at %s', (uri, base) => {
    expect(parseTrackingUri(uri).base).toBe(base);
  });

  it('takes credentials out of the URI, and those given apart before them', () => {
    const uri = 'https://me:s%40crit@ml.example';
    expect(parseTrackingUri(uri).credentials).toEqual({ username: 'me', password: 's@crit' });
    expect(parseTrackingUri(uri, { token: 't' }).credentials).toEqual({ token: 't' });
  });

  it.each([
    '',
    'mlruns',
    'databricks',
    'sqlite:////me:hunter2@x',
    'file:///mlruns',
    'postgresql://me:hunter2@db/mlflow',
    'https://me:%zhunter2@x',
  ])('refuses %j without telling a password', (uri) => {
    const error = caught(() => parseTrackingUri(uri));
    expect(error.problems[0]).toMatchObject({ code: 'THAW-TRACKING-BAD-URI', remedy: expect.any(String) });
    if (uri.includes('//me')) expect(JSON.stringify(error.problems)).not.toContain('hunter2');
  });

  it.each([
    ['https://me:p@ss@host/x', 'https://***@host/x'],
    ['https://token@host', 'https://***@host'],
    ['https://me:p/s@host', 'https://***@host'],
    ['https://host/a', 'https://host/a'],
  ])('is printed without what stands before the @: %s', (uri, shown) => {
    expect(redactUri(uri)).toBe(shown);
  });
});

describe('credentials', () => {
  it.each([
    [{}, undefined],
    [{ MLFLOW_TRACKING_USERNAME: 'me' }, undefined],
    [{ MLFLOW_TRACKING_TOKEN: 't' }, { token: 't' }],
    [
      { MLFLOW_TRACKING_USERNAME: 'me', MLFLOW_TRACKING_PASSWORD: 'p', MLFLOW_TRACKING_TOKEN: 't' },
      { username: 'me', password: 'p' },
    ],
  ])('from %j are %j', (environment, credentials) => {
    expect(mlflowCredentials({ HOME: '/nowhere', ...environment })).toEqual(credentials);
  });
});

function caught(act: () => unknown): ThawError {
  try {
    act();
  } catch (error) {
    if (error instanceof ThawError) return error;
  }
  throw new Error('no ThawError was thrown');
}
