import { text } from './values.js';

/**
 * No setting of an experiment, and so no part of its schema: when a spec is checked, what it extends is part of it. Editors
 * are told of it.
 */
export const extendsSchema = {
  description:
    'Specs that this one builds on, by file or package: a name or a list of them, the later ones winning over the earlier.',
  examples: ['./base.yaml'],
  oneOf: [text, { type: 'array', minItems: 1, items: text }],
} as const;
