import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { expect, it } from 'vitest';

const entry = createRequire(import.meta.url).resolve('@thaw/execution/decoder-starter');
const built = pathToFileURL(join(dirname(entry), '..', 'decode-within.js')).href;

/** Decodes in a process that the system lends so many bytes more once all is loaded. */
function decodedWith(bytes: number, image: Buffer): unknown {
  const script = `
    import { execFileSync } from 'node:child_process';
    import { readFileSync } from 'node:fs';
    import { decodeWithin } from '${built}';
    const limits = { maxPixels: 1e9, room: { take: async () => {}, give: () => {} } };
    const image = Buffer.from('${image.toString('base64')}', 'base64');
    const small = Buffer.from('${smallPng.toString('base64')}', 'base64');
    await decodeWithin(small, 8, limits);
    const held = 1024 * Number(/VmSize:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
    execFileSync('prlimit', ['--pid', String(process.pid), '--as=' + (held + ${bytes})]);
    const decoded = await decodeWithin(image, 8, limits);
    console.log(JSON.stringify(decoded instanceof Uint8Array ? decoded.length : decoded));`;
  const text = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, UV_THREADPOOL_SIZE: '1' },
  });
  return JSON.parse(text);
}

const square = (side: number) =>
  sharp({ create: { width: side, height: side, channels: 3, background: 'red' } }).webp({
    lossless: true,
    effort: 0,
  });
const smallPng = await square(8).png().toBuffer();

it('takes a lack of memory for what it is, and not for damage of the image', async () => {
  const image = await square(3000).toBuffer();
  expect(decodedWith(2 ** 30, image)).toBe(8 * 8 * 3);
  expect(decodedWith(2 ** 24, image)).toMatchObject({ refused: 'memory', width: 3000, height: 3000 });
});
