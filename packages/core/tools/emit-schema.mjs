// Writes packages/core/spec.schema.json, by which editors check and complete specs. Build core and backbones first.
// A tool is no part of the package: Nx would take the packages for dependent on each other, and build neither.
// nx-ignore-next-line
import { backbones } from '../../backbones/dist/index.js';
import { editorSchema } from '../dist/index.js';
import { writeFormatted } from './write-formatted.mjs';

const schema = editorSchema(Object.keys(backbones));
await writeFormatted(new URL('../spec.schema.json', import.meta.url), JSON.stringify(schema));
