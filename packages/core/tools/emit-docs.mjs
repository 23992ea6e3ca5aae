// Writes docs/errors.md, and the tables in docs/spec.md. Build core first.
import { readFile } from 'node:fs/promises';
import { errorsPage } from '../dist/errors/errors-page.js';
import { specPage } from '../dist/spec/spec-reference.js';
import { writeFormatted } from './write-formatted.mjs';

const docs = new URL('../../../docs/', import.meta.url);
await writeFormatted(new URL('errors.md', docs), errorsPage());
await writeFormatted(new URL('spec.md', docs), specPage(await readFile(new URL('spec.md', docs), 'utf8')));
