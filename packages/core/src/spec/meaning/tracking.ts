import type { Check } from './check.js';

/** The spec goes into the journal, the store and MLflow, and with a repository to everyone. */
export const addressHoldsNoSecret: Check = ({ tracking }, { locate }) => {
  const uri = tracking?.uri;
  if (!uri?.includes('@')) return [];
  // Without the excerpt, which would print what is to be hidden.
  const { file, line, column, length } = locate(['tracking', 'uri'], 'value');
  return [
    {
      code: 'THAW-SPEC-SECRET',
      message: 'tracking.uri holds a user or a password',
      position: { file, line, column, length },
      expected: 'an address without credentials',
      found: uri.replace(/^([a-z][\w+.-]*:\/\/)?.*@/is, '$1***@'),
      remedy: 'set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD in the environment',
    },
  ];
};
