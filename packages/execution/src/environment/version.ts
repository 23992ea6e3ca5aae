import { createRequire } from 'node:module';

/** Of the package @thaw/execution; all packages of Thaw are published together. */
export const { version: thawVersion } = createRequire(import.meta.url)('../../package.json') as {
  version: string;
};
