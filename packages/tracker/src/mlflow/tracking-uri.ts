import { ThawError } from '@thaw/core';
import type { MlflowCredentials } from './credentials.js';

export interface TrackingServer {
  /** Without credentials and without a slash at the end; may hold a path that a proxy serves MLflow under. */
  readonly base: string;
  readonly credentials?: MlflowCredentials;
}

/** The URI as it may be printed: whatever stands before an @, wherever that is, is hidden. */
export const redactUri = (uri: string): string => uri.replace(/^([a-z][\w+.-]*:\/\/).*@/is, '$1***@');

/**
 * Reads MLFLOW_TRACKING_URI. Credentials in it are taken out, and count where none are given apart.
 * @throws ThawError `THAW-TRACKING-BAD-URI` for anything but http and https.
 */
export function parseTrackingUri(uri: string, credentials?: MlflowCredentials): TrackingServer {
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) throw badUri(uri);
  return {
    base: `${url.origin}${url.pathname.replace(/\/+$/, '')}`,
    credentials: credentials ?? credentialsIn(url),
  };
}

function credentialsIn({ username, password, href }: URL): MlflowCredentials | undefined {
  if (!username) return undefined;
  try {
    return { username: decodeURIComponent(username), password: decodeURIComponent(password) };
  } catch {
    throw badUri(href);
  }
}

const badUri = (uri: string): ThawError =>
  new ThawError({
    code: 'THAW-TRACKING-BAD-URI',
    message: 'the tracking URI is not the address of an MLflow server',
    expected: 'http://HOST:PORT or https://HOST[/PREFIX]',
    found: redactUri(uri),
    remedy: 'Set MLFLOW_TRACKING_URI to a running server, or start one with `npx nx run tracker:ui`.',
  });
