/**
 * By these specs are told from other YAML files: one has two of them at its top, so that one that is mistyped or not written
 * yet counts too.
 */
export const specKeys = ['backbone', 'data', 'phases'] as const;
