import type { TrackerEvent } from '@thaw/core';

/**
 * An event of any version as this one writes it. Earlier ones told by tags what a run was executed with, and how MLflow
 * was to draw it.
 */
export function modernised(event: TrackerEvent): TrackerEvent {
  if (event.type !== 'sweep-started' && event.type !== 'run-started') return event;
  const {
    'thaw.version': thaw,
    // The run's parameters have it.
    'thaw.backbone': _backbone,
    'thaw.git.dirty': dirty,
    'mlflow.source.git.commit': commit,
    'mlflow.source.git.branch': branch,
    'mlflow.runColor': colour,
    ...tags
  } = event.tags;
  const git = commit !== undefined && {
    ...{ commit, dirty: dirty === 'true' },
    ...(branch !== undefined && { branch }),
  };
  const hasOrigin = thaw !== undefined || git;
  return {
    ...event,
    tags,
    ...(hasOrigin && { origin: { ...(thaw !== undefined && { thaw }), ...(git && { git }) } }),
    ...(event.type === 'run-started' && colour !== undefined && { colour }),
  };
}
