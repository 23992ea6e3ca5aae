import type { Explanations } from './explanations.js';

/** The journal and MLflow. */
export const tracking = {
  'THAW-TRACKING-JOURNAL-MISSING': 'There is no journal of this sweep in the store. `--store` names another.',
  'THAW-TRACKING-JOURNAL-CORRUPT':
    'A line of the journal is not an event. Everything before and after it can be read.',
  'THAW-TRACKING-JOURNAL-TAKEN':
    'This process stood still for so long that another one has taken over its sweep, as in another container. It writes no more.',
  'THAW-TRACKING-JOURNAL-WRITE': 'An event could not be written to the journal, so it is not safe to go on.',
  'THAW-TRACKING-NO-SERVER':
    'It is not said which MLflow server to send to. Name one, or start one with `thaw ui`.',
  'THAW-TRACKING-BAD-URI': 'The tracking URI is not an http or https address.',
  'THAW-TRACKING-UNREACHABLE':
    'The MLflow server did not answer. Training goes on, the journal holds everything, and `thaw sync` sends it later.',
  'THAW-TRACKING-UNAVAILABLE':
    'The MLflow server answers that it cannot serve now. `thaw sync` sends what waits.',
  'THAW-TRACKING-TLS':
    'The certificate of the server is not trusted. `NODE_EXTRA_CA_CERTS` names the file of an authority of your own; certificates are always verified.',
  'THAW-TRACKING-UNAUTHORISED':
    'The server refuses the credentials. They are taken from `MLFLOW_TRACKING_USERNAME` and `MLFLOW_TRACKING_PASSWORD`, or `MLFLOW_TRACKING_TOKEN`, never from a spec.',
  'THAW-TRACKING-CREDENTIALS-FILE':
    "MLflow's file of credentials cannot be used: others may read it, or it cannot be read. Whoever may read it may log in as you; `chmod 600` keeps it to yourself.",
  'THAW-TRACKING-NOT-MLFLOW':
    "Something answers at the address, but not with MLflow's REST API: a path prefix may be missing, or a login page stands in front.",
  'THAW-TRACKING-REJECTED':
    'The MLflow server understood the request and rejected it, for a reason that it says itself.',
  'THAW-TRACKING-ARTIFACTS-ELSEWHERE':
    'The MLflow server keeps artifacts in a place of its own that clients must write to by other means. Params, metrics and tags are sent; artifacts stay in the journal. `--serve-artifacts` makes the server take them.',
  'THAW-TRACKING-NO-PYTHON': '`thaw ui` starts a real MLflow, which needs Python 3.10 or newer with pip.',
  'THAW-TRACKING-PIP': 'pip could not install MLflow into its environment in the cache.',
  'THAW-TRACKING-PORT-IN-USE': 'Somebody else listens on the port. Without `--port` a free one is taken.',
  'THAW-TRACKING-SERVER-DIED':
    'The MLflow server ended, or did not answer, while it was being started. Its log says why.',
} as const satisfies Explanations<'TRACKING'>;
