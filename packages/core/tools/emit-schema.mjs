// Writes packages/core/spec.schema.json, by which editors check and complete specs. Build core first.
import { specSchema } from '../dist/index.js';
import { writeFormatted } from './write-formatted.mjs';

await writeFormatted(new URL('../spec.schema.json', import.meta.url), JSON.stringify(specSchema));
