import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ThawError } from '@thaw/core';

export interface FileCredentials {
  readonly username?: string;
  readonly password?: string;
}

/**
 * Reads `.mlflow/credentials` below a home folder as MLflow's Python client does: the section `[mlflow]` of an INI file.
 * @returns nothing if there is no such file, or nothing in it.
 * @throws ThawError `THAW-TRACKING-CREDENTIALS-FILE` if anyone but its owner may read it, or if it cannot be read.
 */
export function readCredentialsFile(home: string): FileCredentials {
  const path = join(home, '.mlflow', 'credentials');
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code!)) return {};
    throw unusable(path, (error as Error).message);
  }
  try {
    // Of the open file: what the name leads to may change.
    const mode = fstatSync(file).mode & 0o777;
    if (process.platform !== 'win32' && mode & 0o077) throw unusable(path, `mode ${mode.toString(8)}`);
    return parse(readFileSync(file, 'utf8'));
  } finally {
    closeSync(file);
  }
}

function parse(text: string): FileCredentials {
  const values = new Map<string, string>();
  let section = '';
  for (const line of text.split(/\r?\n/)) {
    section = /^\[(.+)\]\s*$/.exec(line)?.[1] ?? section;
    const [, key, value] = /^\s*([^=:\s#;]+)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? [];
    // Python's reader takes a single % for the start of a reference to another value.
    if (section === 'mlflow' && key) values.set(key.toLowerCase(), value!.replaceAll('%%', '%'));
  }
  return {
    username: values.get('mlflow_tracking_username'),
    password: values.get('mlflow_tracking_password'),
  };
}

const unusable = (path: string, found: string): ThawError =>
  new ThawError({
    code: 'THAW-TRACKING-CREDENTIALS-FILE',
    message: `the credentials in ${path} are not used`,
    expected: 'a file that nobody but its owner may read',
    found,
    remedy: `chmod 600 ${path}`,
  });
