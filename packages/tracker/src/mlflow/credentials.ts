import { homedir } from 'node:os';
import { readCredentialsFile } from './credentials-file.js';

/** How to log in. Lives in memory and in the Authorization header, nowhere else. */
export type MlflowCredentials =
  { readonly username: string; readonly password: string } | { readonly token: string };

/**
 * What MLflow's own client reads, with its precedence: a user with a password, each from the environment or else from
 * `~/.mlflow/credentials`, or a token. The file is not looked at for a URI that has credentials in it.
 * @throws ThawError `THAW-TRACKING-CREDENTIALS-FILE`.
 */
export function mlflowCredentials(
  environment: Readonly<Record<string, string | undefined>>,
  uri = '',
): MlflowCredentials | undefined {
  const { MLFLOW_TRACKING_USERNAME, MLFLOW_TRACKING_PASSWORD, MLFLOW_TRACKING_TOKEN: token } = environment;
  const isComplete = (MLFLOW_TRACKING_USERNAME && MLFLOW_TRACKING_PASSWORD) || token || uri.includes('@');
  const file = isComplete ? {} : readCredentialsFile(environment['HOME'] ?? homedir());
  const username = MLFLOW_TRACKING_USERNAME || file.username;
  const password = MLFLOW_TRACKING_PASSWORD || file.password;
  if (username && password) return { username, password };
  return token ? { token } : undefined;
}

export function authorization(credentials: MlflowCredentials): string {
  if ('token' in credentials) return `Bearer ${credentials.token}`;
  return `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`;
}

/** Everything that must not appear in a text. */
export function secretsOf(credentials: MlflowCredentials): readonly string[] {
  if ('token' in credentials) return [credentials.token];
  const encoded = authorization(credentials).slice('Basic '.length);
  return [credentials.password, encoded].filter((secret) => secret !== '');
}
