import { describe, expect, it } from 'vitest';
import { trackingTarget, whereRunsAre } from './tracking-target.js';

const server = 'http://127.0.0.1:5000';
const target = (environment: string | undefined, trackingUri?: string, uri?: string) =>
  trackingTarget(
    { trackingUri },
    { env: { MLFLOW_TRACKING_URI: environment } },
    { tracking: { experiment: 'e', tags: {}, model: 'best', ...(uri && { uri }) } },
  );

describe('where a sweep is tracked', () => {
  it('is said by the option, else by the environment, else by the spec', () => {
    expect(target('http://env', 'http://option', server)).toEqual({ uri: 'http://option' });
    expect(target('http://env', undefined, server)).toEqual({ uri: 'http://env' });
    expect(target(undefined, undefined, server)).toEqual({ uri: server });
    expect(target('', undefined, server)).toEqual({ uri: server });
    expect(target(undefined)).toEqual({});
  });

  const start = 'mlflow server --backend-store-uri "$MLFLOW_TRACKING_URI"';
  it.each([
    ['sqlite:///mlflow.db', start],
    ['postgresql+psycopg2://me:hunter2@db/mlflow', start],
    ['file:///tmp/mlruns', `MLFLOW_ALLOW_FILE_STORE=true ${start}`],
    ['./mlruns', `MLFLOW_ALLOW_FILE_STORE=true ${start}`],
  ])('is the journal alone, with the way from there, where the environment names %s', (uri, command) => {
    const { notice, hint, ...rest } = target(uri, undefined, server);
    expect(rest).toEqual({});
    expect(notice).toMatch(/^MLFLOW_TRACKING_URI is .*, and Thaw speaks to servers only/);
    expect(hint).toBe(
      `to have the runs there too:\n  ${command}\n  thaw sync --tracking-uri http://127.0.0.1:5000`,
    );
    expect(notice! + hint!).not.toContain('hunter2');
  });

  it('is the journal alone where the environment names a service', () => {
    expect(target('databricks')).toEqual({ notice: expect.stringContaining('is databricks,') as string });
  });

  it('is left as it is where somebody means it for Thaw, to be refused', () => {
    expect(target('sqlite:///env.db', 'sqlite:///x.db')).toEqual({ uri: 'sqlite:///x.db' });
    expect(target(undefined, undefined, 'sqlite:///x.db')).toEqual({ uri: 'sqlite:///x.db' });
    expect(target('127.0.0.1:5000')).toEqual({ uri: '127.0.0.1:5000' });
  });
});

describe('where the runs are', () => {
  const place = { experiment: 'garden', isElsewhere: false, isDeleted: false, ids: {} };
  const home = 'MLflow at http://***@h';

  it('is the experiment that the server has them in, whatever the spec says', () => {
    expect(whereRunsAre(place, home, 'garden')).toBe(
      'the runs are in MLflow at http://***@h, experiment garden',
    );
    expect(whereRunsAre({ ...place, isElsewhere: true }, home, 'flowers')).toMatch(
      /experiment garden, where they were first sent; /,
    );
  });

  it('is nowhere once the sweep was deleted there', () => {
    expect(whereRunsAre({ ...place, isDeleted: true }, home, 'garden')).toBeUndefined();
  });
});
