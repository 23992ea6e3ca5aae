import { chmod, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mlflowCredentials } from './credentials.js';

const both = 'mlflow_tracking_username = me\nmlflow_tracking_password = p = w\n';

async function home(text: string, mode = 0o600): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'thaw-home-'));
  await mkdir(join(folder, '.mlflow'));
  await writeFile(join(folder, '.mlflow', 'credentials'), text);
  await chmod(join(folder, '.mlflow', 'credentials'), mode);
  return folder;
}

describe("MLflow's file of credentials", () => {
  it.each([
    [`[mlflow]\n${both}`, { username: 'me', password: 'p = w' }],
    [
      `[other]\nmlflow_tracking_username = you\n[mlflow]\r\n# mine\r\n${both}`,
      { username: 'me', password: 'p = w' },
    ],
    [
      `[mlflow]\nMLFLOW_TRACKING_USERNAME: me\nMLFLOW_TRACKING_PASSWORD: p%%w`,
      { username: 'me', password: 'p%w' },
    ],
    [`[other]\n${both}`, undefined],
    ['[mlflow]\nmlflow_tracking_username = me', undefined],
    ['', undefined],
  ])('is read as Python does: %j', async (text, credentials) => {
    expect(mlflowCredentials({ HOME: await home(text) })).toEqual(credentials);
  });

  it('counts after the environment, part by part, and after a URI', async () => {
    const HOME = await home(`[mlflow]\n${both}`);
    expect(mlflowCredentials({ HOME, MLFLOW_TRACKING_PASSWORD: 'other' })).toEqual({
      username: 'me',
      password: 'other',
    });
    expect(mlflowCredentials({ HOME, MLFLOW_TRACKING_TOKEN: 't' })).toEqual({ token: 't' });
    expect(mlflowCredentials({ HOME }, 'https://you:pw@host')).toBeUndefined();
  });

  it.each([0o644, 0o640, 0o604])('is refused where others may read it: %o', async (mode) => {
    const HOME = await home(`[mlflow]\n${both}`, mode);
    expect(() => mlflowCredentials({ HOME })).toThrow(
      `THAW-TRACKING-CREDENTIALS-FILE: the credentials in ${HOME}/.mlflow/credentials are not used`,
    );
    expect(mlflowCredentials({ HOME, MLFLOW_TRACKING_TOKEN: 't' })).toEqual({ token: 't' });
  });

  it('need not be there', async () => {
    expect(mlflowCredentials({ HOME: await mkdtemp(join(tmpdir(), 'thaw-home-')) })).toBeUndefined();
  });
});
