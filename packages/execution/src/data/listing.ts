import type { Problem, SourcePosition } from '@thaw/core';
import type { SplitName } from './dataset-index.js';

/** A file that is said to show something. Whether it exists is not known yet. */
export interface LabelledFile {
  readonly path: string;
  readonly label: string;
  readonly split?: SplitName;
  readonly group?: string;
}

/** What class folders or a manifest say about a dataset. */
export interface Listing {
  readonly files: readonly LabelledFile[];
  /** Classes by name in code-unit order, those without a file included. */
  readonly classes: readonly string[];
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  /** Where this is said of the file with this index. */
  readonly positionOf?: (index: number, what?: 'path' | 'label' | 'split') => SourcePosition;
}
