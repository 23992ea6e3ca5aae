import type { ExportFormat } from './export-format.js';
import { savedModel } from './formats/saved-model.js';

/** All that a trained network can be written as, by the name that people give it. */
const modelFormats = { 'saved-model': savedModel } as const satisfies Record<string, ExportFormat>;

/** What sweeps keep and `thaw export` writes. */
export const defaultFormat: ExportFormat = modelFormats['saved-model'];
