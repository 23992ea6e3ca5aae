import { createRequire } from 'node:module';

/** All packages of Thaw have one version. */
const { version } = createRequire(import.meta.url)('../../package.json') as { readonly version: string };

/** Whether that is a version of Thaw, and later than this one. */
export const isNewerThaw = (thaw: string): boolean =>
  /^\d+\.\d+\.\d+/.test(thaw) && thaw.localeCompare(version, 'en', { numeric: true }) > 0;
