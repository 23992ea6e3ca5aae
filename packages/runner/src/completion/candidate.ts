/** A word that may stand where the cursor is. */
export interface Candidate {
  readonly value: string;
  readonly description?: string;
}

export interface Completion {
  readonly candidates: readonly Candidate[];
  /** Paths, which shells complete themselves. */
  readonly paths?: 'files' | 'folders';
}

export const nothing: Completion = { candidates: [] };

export const wordsOf = (values: readonly string[]): readonly Candidate[] =>
  values.map((value) => ({ value }));
