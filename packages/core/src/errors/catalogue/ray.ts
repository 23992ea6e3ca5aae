import type { Explanations } from './explanations.js';

/** Clusters that have Ray. */
export const ray = {
  'THAW-RAY-ENVIRONMENT':
    'What the environment says of a Ray cluster cannot be used. `RAY_API_SERVER_ADDRESS`, or else `RAY_ADDRESS`, is to be where the dashboard is, `http://HOST:8265`; addresses that only processes of the cluster can resolve, as `ray://…`, will not do. `RAY_JOB_HEADERS` is an object in JSON, whose values are texts. Passwords and tokens belong there, or into `RAY_AUTH_TOKEN`, and never into an address.',
  'THAW-RAY-UNREACHABLE':
    'Nothing answers where the dashboard of the Ray cluster should be, or not in time. The dashboard takes jobs, and listens only to its own machine unless Ray was started with `--dashboard-host=0.0.0.0`; from elsewhere a tunnel will do, as `ssh -L 8265:localhost:8265 HEAD`.',
  'THAW-RAY-UNAUTHORISED':
    'The Ray cluster wants to know who asks. Where it was started with `RAY_AUTH_MODE=token`, set the same here, with the token in `RAY_AUTH_TOKEN`, in the file that `RAY_AUTH_TOKEN_PATH` names, or in `~/.ray/auth_token`; where something else stands before it, `RAY_JOB_HEADERS` has what that wants.',
  'THAW-RAY-NOT-RAY':
    "What answers at the address is not the server of Ray's jobs: another service has the port, a login page stands in front, or Ray was installed without its dashboard (`pip install 'ray[default]'`).",
  'THAW-RAY-REFUSED':
    'Ray does not take a job, and its own words say why. What is asked for is in `launcher.ray` of the spec and of the site file (docs/clusters.md).',
} as const satisfies Explanations<'RAY'>;
