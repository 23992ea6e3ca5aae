/**
 * Whether XLA compiles what is computed.
 *
 * - `off`: operations run one by one.
 * - `always`: all that XLA knows is compiled, for each size of batch once: seconds, and rounded otherwise.
 */
export const compilations = ['off', 'always'] as const;

export type Compilation = (typeof compilations)[number];

/** What a spec may say; `auto`: what takes less here for its own work, compiling included, by measuring it. */
export const writtenCompilations = [...compilations, 'auto'] as const;
