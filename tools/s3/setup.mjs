/**
 * Prints the path of a Python that has moto, an S3 server, pinned by requirements.txt: what caches in buckets are tested against. The first
 * call makes a virtual environment in the user's cache (some seconds); later calls only look.
 *
 *     node tools/s3/setup.mjs    →    ~/.cache/thaw/venvs/s3-0123456789ab/bin/python
 */
import { join } from 'node:path';
import { pinnedPython } from '../pinned-python.mjs';

const python = await pinnedPython('s3', {
  title: 'an S3 server (moto)',
  requirements: join(import.meta.dirname, 'requirements.txt'),
});
process.stdout.write(`${python}\n`);
