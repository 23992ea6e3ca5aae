import { userInfo } from 'node:os';

/** What MLflow shows in its columns User and Source. The sweep's own tags come before these. */
export const sourceTags = (sweepName: string): Readonly<Record<string, string>> => ({
  'mlflow.user': userName(),
  'mlflow.source.name': `thaw sweep ${sweepName}`,
  'mlflow.source.type': 'LOCAL',
});

/** A container may run under a user id that has no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
