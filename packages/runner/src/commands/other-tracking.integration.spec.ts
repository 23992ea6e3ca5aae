import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SmallImages } from './small-images.fixture.js';

let images: SmallImages;
beforeAll(async () => (images = await SmallImages.create(['a', 'b'], 4)));
afterAll(() => images.remove());

it('trains where MLFLOW_TRACKING_URI names a database, leaves that alone, and says how to have the runs there', async () => {
  const database = join(images.folder, 'x.db');
  const options = { env: { MLFLOW_TRACKING_URI: `sqlite:///${database}` } };
  const { code, stdout, stderr } = await images.thaw('sweep', 'store', [], options);
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/^rank +run/m);
  expect(stderr).toContain(`MLFLOW_TRACKING_URI is sqlite:///${database}, and Thaw speaks to servers only`);
  expect(stderr).toContain('mlflow server --backend-store-uri "$MLFLOW_TRACKING_URI"');
  expect(stderr).toContain('thaw sync --tracking-uri http://127.0.0.1:5000');
  await expect(access(database)).rejects.toThrow();

  const meant = await images.thaw('sweep', 'store', ['--tracking-uri', `sqlite:///${database}`]);
  expect(meant.code).toBe(1);
  expect(meant.stderr).toContain('THAW-TRACKING-BAD-URI');
}, 60_000);
