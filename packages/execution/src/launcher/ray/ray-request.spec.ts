import type { ThawError } from '@thaw/core';
import { afterEach, expect, it, vi } from 'vitest';
import { askRay } from './ray-request.js';

afterEach(() => {
  vi.unstubAllEnvs();
});

it('what the environment says wrongly is not put down to a cluster that does not answer', async () => {
  vi.stubEnv('RAY_JOB_HEADERS', 'secret');
  const problem = await askRay('http://127.0.0.1:9', 'GET', '/').catch(
    (error: unknown) => (error as ThawError).problems[0],
  );
  expect(problem).toMatchObject({ code: 'THAW-RAY-ENVIRONMENT' });
  expect(JSON.stringify(problem)).not.toContain('secret');
});
