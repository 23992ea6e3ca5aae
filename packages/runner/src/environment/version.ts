import { createRequire } from 'node:module';

/** Of the package @thaw/runner. */
export const { version: thawVersion } = createRequire(import.meta.url)('../../package.json') as {
  version: string;
};
