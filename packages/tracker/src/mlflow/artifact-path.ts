import { ThawError } from '@thaw/core';

/** Where below the server's base a run's artifact is served, for a run whose artifacts go through the server. */
export function artifactPath(artifactUri: string, path: string): string {
  const root = /^mlflow-artifacts:(?:\/\/[^/]*)?\/(.*)$/.exec(artifactUri)?.[1];
  if (root === undefined) {
    throw new ThawError({
      code: 'THAW-TRACKING-ARTIFACTS-ELSEWHERE',
      message: 'this MLflow server does not take artifacts itself',
      expected: 'an artifact location that starts with mlflow-artifacts:',
      found: artifactUri.replace(/\?.*$/, ''),
      remedy:
        'Start the server with --serve-artifacts. Params, metrics and tags are sent; artifacts stay in the journal.',
    });
  }
  if (path.split('/').some((name) => name === '.' || name === '..'))
    throw new RangeError(`${path} is no place of an artifact`);
  const segments = [...root.split('/'), ...path.split('/')].filter((segment) => segment !== '');
  return `api/2.0/mlflow-artifacts/artifacts/${segments.map(encodeURIComponent).join('/')}`;
}
