import { ThawError } from '@thaw/core';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseJson } from '../../files/parse-json.js';

/** Where Ray has its dashboard if nobody says otherwise. */
const defaultAddress = 'http://127.0.0.1:8265';

/**
 * Where the environment says that the dashboard is, by the variables of Ray's own client. That one asks the cluster itself what is meant by
 * other addresses than these.
 */
export function rayAddress(env: NodeJS.ProcessEnv): string {
  const { RAY_API_SERVER_ADDRESS: server, RAY_ADDRESS: cluster } = env;
  const address = server || cluster;
  if (!address || address === 'auto') return defaultAddress;
  const hasUser = address.includes('@');
  if (/^https?:\/\/\S+$/.test(address) && !hasUser && URL.canParse(address)) return address;
  throw new ThawError({
    ...{
      code: 'THAW-RAY-ENVIRONMENT',
      message: `${server ? 'RAY_API_SERVER_ADDRESS' : 'RAY_ADDRESS'} does not say where Ray's dashboard is`,
    },
    expected: 'an address such as http://head:8265, without a password',
    found: hasUser ? 'an address with a user in it' : address,
    remedy: 'set RAY_API_SERVER_ADDRESS, or launcher.ray.address of the spec or of the site file',
  });
}

/** What requests say of who asks. They are read where they are sent, so that they are in nothing that is kept. */
export function rayHeaders(env: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const headers = givenHeaders(env['RAY_JOB_HEADERS']);
  const hasToken = env['RAY_AUTH_MODE']?.toLowerCase() === 'token';
  if (!hasToken || Object.keys(headers).some((name) => name.toLowerCase() === 'authorization'))
    return headers;
  const token = tokenOf(env);
  return token ? { ...headers, authorization: `Bearer ${token}` } : headers;
}

function givenHeaders(text: string | undefined): Readonly<Record<string, string>> {
  if (!text) return {};
  const found = parseJson(text);
  const isObject = typeof found === 'object' && found !== null && !Array.isArray(found);
  if (isObject && Object.values(found).every((value) => typeof value === 'string'))
    return found as Readonly<Record<string, string>>;
  throw new ThawError({
    ...{ code: 'THAW-RAY-ENVIRONMENT', message: 'RAY_JOB_HEADERS cannot be read' },
    expected: 'an object in JSON, such as {"Authorization": "Bearer …"}',
    found: found === undefined ? `${text.length} characters that are no JSON` : 'JSON of another kind',
  });
}

function tokenOf(env: NodeJS.ProcessEnv): string | undefined {
  const said = env['RAY_AUTH_TOKEN']?.trim();
  if (said) return said;
  try {
    return readFileSync(env['RAY_AUTH_TOKEN_PATH'] ?? join(homedir(), '.ray', 'auth_token'), 'utf8').trim();
  } catch {
    // The cluster says what it thinks of that.
    return undefined;
  }
}
