import { ThawError, type LoadedSpec, type ReplicaPlace } from '@thaw/core';
import { otherTracking, redactUri, serverCommand } from '@thaw/tracker/tracking-uri';
import type { Surroundings } from '../api/options.js';

/** Where a sweep's runs go beside the journal. */
export interface TrackingTarget {
  /** The server; none if none is named. */
  readonly uri?: string;
  /** For people, at the start. */
  readonly notice?: string;
  /** For people, at the end, if there is no server. */
  readonly hint?: string;
}

/**
 * `--tracking-uri`, else the environment's, else the spec's. The environment may be set for MLflow's own clients, which
 * write to databases and folders without a server: that is no reason not to train.
 */
export function trackingTarget(
  { trackingUri }: { readonly trackingUri: string | undefined },
  { env }: Pick<Required<Surroundings>, 'env'>,
  { tracking }: Pick<LoadedSpec, 'tracking'>,
): TrackingTarget {
  const ofEnvironment = env['MLFLOW_TRACKING_URI'] || undefined;
  const uri = trackingUri ?? ofEnvironment ?? tracking.uri;
  const other = trackingUri === undefined && ofEnvironment && otherTracking(ofEnvironment);
  if (!other) return uri === undefined ? {} : { uri };
  const notice = `MLFLOW_TRACKING_URI is ${redactUri(ofEnvironment)}, and Thaw speaks to servers only, by http(s): the journal keeps the runs`;
  if (other === 'service') return { notice };
  const commands = [serverCommand(other), 'thaw sync --tracking-uri http://127.0.0.1:5000'];
  return { notice, hint: `to have the runs there too:\n  ${commands.join('\n  ')}` };
}

/**
 * Where a command sends to that has no spec to name a server.
 * @throws ThawError `THAW-TRACKING-NO-SERVER`.
 */
export function requireServer(trackingUri: string | undefined, env: Required<Surroundings>['env']): string {
  const uri = trackingUri ?? (env['MLFLOW_TRACKING_URI'] || undefined);
  if (uri !== undefined) return uri;
  throw new ThawError({
    code: 'THAW-TRACKING-NO-SERVER',
    message: 'it is not said which MLflow server to send to',
    expected: '--tracking-uri or MLFLOW_TRACKING_URI',
    found: 'neither',
    remedy: 'start one with `thaw ui`, or name yours: --tracking-uri http://HOST:PORT',
  });
}

/** A line for people. A sweep stays in the experiment that has its runs, whatever its spec says by now. */
export function whereRunsAre(
  { experiment, isElsewhere, isDeleted }: ReplicaPlace,
  home: string,
  wanted: string,
): string | undefined {
  // That the sweep was deleted there is said by a notice.
  if (isDeleted) return undefined;
  const where = `the runs are in ${home}, experiment ${experiment}`;
  if (!isElsewhere) return where;
  return `${where}, where they were first sent; with another \`name\` in the spec they go to ${wanted} too, and nothing is computed again`;
}
