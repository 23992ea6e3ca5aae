import type { ThawError } from '@thaw/core';
import { expect, it } from 'vitest';
import { siteOf } from './site.js';

it('a site file that THAW_SITE names and that is not there is said to be it', () => {
  const surroundings = { cwd: '/', workspace: '/', env: { THAW_SITE: 'nowhere/site.yaml' } };
  let problem;
  try {
    siteOf(surroundings);
  } catch (error) {
    [problem] = (error as ThawError).problems;
  }
  expect(problem).toMatchObject({
    ...{ code: 'THAW-SPEC-NO-FILE', found: 'no file' },
    message: 'the site file /nowhere/site.yaml cannot be read',
  });
  expect(problem!.remedy).toContain('THAW_SITE');
});
