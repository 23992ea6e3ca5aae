import { isReservedTag, withoutReservedPrefix } from '../reserved-tag.js';
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

/** A run that is called otherwise than its tag says is refused by MLflow; one with a tag of ours is not found again. */
export const tagsAreNotReserved: Check = ({ tracking }, { locate }) =>
  Object.keys(tracking?.tags ?? {})
    .filter(isReservedTag)
    .map((name) => ({
      code: 'THAW-SPEC-RESERVED-TAG',
      message: `the tag ${name} is one by which MLflow and Thaw know their runs`,
      position: locate(['tracking', 'tags', name], 'key'),
      expected: 'a name that begins neither with `mlflow.` nor with `thaw.`',
      found: JSON.stringify(name),
      remedy: `write for example \`${withoutReservedPrefix(name) || 'note'}\``,
    }));
