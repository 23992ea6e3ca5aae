/** How to log in. Lives in memory and in the Authorization header, nowhere else. */
export type MlflowCredentials =
  { readonly username: string; readonly password: string } | { readonly token: string };

/** What MLflow's own client reads, with its precedence: a user with a password, else a token. */
export function mlflowCredentials(
  environment: Readonly<Record<string, string | undefined>>,
): MlflowCredentials | undefined {
  const { MLFLOW_TRACKING_USERNAME: username, MLFLOW_TRACKING_PASSWORD: password } = environment;
  if (username && password) return { username, password };
  const token = environment['MLFLOW_TRACKING_TOKEN'];
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
