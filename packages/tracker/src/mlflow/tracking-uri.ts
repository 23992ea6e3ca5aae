import { ThawError } from '@thaw/core';
import type { MlflowCredentials } from './credentials.js';

export interface TrackingServer {
  /** Without credentials and without a slash at the end; may hold a path that a proxy serves MLflow under. */
  readonly base: string;
  readonly credentials?: MlflowCredentials;
}

/** The URI as it may be printed: whatever stands before an @, wherever that is, is hidden. */
export const redactUri = (uri: string): string => uri.replace(/^([a-z][\w+.-]*:\/\/).*@/is, '$1***@');

/** What MLflow's own clients take for a tracking URI too, and where no server listens. */
export type OtherTracking = 'database' | 'folder' | 'service';

export function otherTracking(uri: string): OtherTracking | undefined {
  if (/^(databricks(-uc)?|uc)(:|$)/i.test(uri)) return 'service';
  if (/^(sqlite|postgresql|mysql|mssql)(\+\w+)?:/i.test(uri)) return 'database';
  return /^file:/i.test(uri) || !uri.includes(':') ? 'folder' : undefined;
}

/** Makes a server of what a variable of the shell names. MLflow 3 serves a folder only if it is told to twice. */
export const serverCommand = (kind: 'database' | 'folder', variable = 'MLFLOW_TRACKING_URI'): string =>
  `${kind === 'folder' ? 'MLFLOW_ALLOW_FILE_STORE=true ' : ''}mlflow server --backend-store-uri "$${variable}"`;

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

function badUri(uri: string): ThawError {
  const other = otherTracking(uri);
  return new ThawError({
    code: 'THAW-TRACKING-BAD-URI',
    message: 'the tracking URI is not the address of an MLflow server',
    expected: 'http://HOST:PORT or https://HOST[/PREFIX]',
    found: redactUri(uri),
    remedy:
      other === 'database' || other === 'folder'
        ? `Thaw speaks to servers only; \`${serverCommand(other, 'URI')}\` makes one of it, at http://127.0.0.1:5000.`
        : 'Set MLFLOW_TRACKING_URI to a running server, or start one with `thaw ui`.',
  });
}
