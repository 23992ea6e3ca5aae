import envPaths from 'env-paths';
import { homedir } from 'node:os';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Downloads and builds that all checkouts share: `THAW_CACHE`, else the user's cache folder. */
export const cacheFolder = (env: Environment): string =>
  env['THAW_CACHE'] || envPaths('thaw', { suffix: '' }).cache;

/** Where Keras keeps the weights that it has downloaded: `KERAS_HOME/models`, else `~/.keras/models`. */
export const kerasFolder = (env: Environment): string =>
  join(env['KERAS_HOME'] || join(homedir(), '.keras'), 'models');
