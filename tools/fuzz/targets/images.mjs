import sharp from 'sharp';
import { crc32 } from 'node:zlib';
import { seededRandom } from '../../../packages/core/dist/index.js';
import { ByteBudget } from '../../../packages/execution/dist/images/byte-budget.js';
import { decodeWithin } from '../../../packages/execution/dist/images/decode-within.js';
import { mutateBytes } from '../mutate-bytes.mjs';
import { accepted, passedOver } from '../outcome.mjs';

/** Small, so that what is accepted is soon decoded; sizes that are claimed are refused by it. */
const maxPixels = 1_000_000;
const side = 16;

function picture(width = 24, channels = 3) {
  const height = 20;
  const random = seededRandom(['picture', width, channels]);
  const pixels = Uint8Array.from({ length: width * height * channels }, () => 100 + 60 * random());
  return sharp(pixels, { raw: { width, height, channels } });
}
const deep = () => picture(24, 4).toColourspace('rgb16');

const target = (format, makers, mutate = mutateBytes) => ({
  name: `images-${format}`,
  seeds: () => Promise.all(makers.map(async (make) => Uint8Array.from(await (await make()).toBuffer()))),
  mutate,
  open: () => {
    sharp.concurrency(1);
    const room = new ByteBudget(2 ** 28);
    return async (bytes) => {
      const decoded = await decodeWithin(bytes, side, { maxPixels, room });
      if ('unreadable' in decoded) return passedOver('unreadable');
      if ('refused' in decoded) {
        if (decoded.refused === 'memory') throw new Error(`memory: ${JSON.stringify(decoded)}`);
        return passedOver('too large');
      }
      if (decoded.length !== side * side * 3) throw new Error(`${decoded.length} bytes of pixels`);
      return accepted(Buffer.from(decoded).toString('base64'));
    };
  },
});

const chunkNames = ['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND', 'iCCP', 'eXIf', 'gAMA', 'acTL', 'tEXt'];

/** Each chunk has a checksum, by which decoders would leave it there. */
function mutatePng(bytes, random, others) {
  if (random() < 0.3) return mutateBytes(bytes, random, others);
  const chunks = [];
  const view = Buffer.from(bytes);
  for (let at = 8; at + 12 <= view.length; at += 12 + view.readUInt32BE(at))
    chunks.push([
      view.toString('latin1', at + 4, at + 8),
      view.subarray(at + 8, at + 8 + view.readUInt32BE(at)),
    ]);
  const index = Math.floor(random() * chunks.length);
  const way = random();
  if (way < 0.6) chunks[index] = [chunks[index][0], Buffer.from(mutateBytes(chunks[index][1], random))];
  else if (way < 0.75) chunks.splice(index, 0, chunks[Math.floor(random() * chunks.length)]);
  else if (way < 0.85) chunks.splice(index, 1);
  else chunks[index] = [chunkNames[Math.floor(random() * chunkNames.length)], chunks[index][1]];
  const parts = chunks.map(([name, data]) => {
    const whole = Buffer.concat([Buffer.alloc(4), Buffer.from(name, 'latin1'), data, Buffer.alloc(4)]);
    whole.writeUInt32BE(data.length);
    whole.writeUInt32BE(crc32(whole.subarray(4, -4)), whole.length - 4);
    return whole;
  });
  return Uint8Array.from(Buffer.concat([view.subarray(0, 8), ...parts]));
}

async function animation(format) {
  const frames = await Promise.all([20, 22].map((width) => picture(width).resize(20, 20).png().toBuffer()));
  return sharp(frames, { join: { animated: true } })[format]({ effort: 1 });
}

const drawing =
  '<svg xmlns="http://www.w3.org/2000/svg"><image href="/etc/passwd" width="9" height="9"/></svg>';

export const targets = [
  target(
    'png',
    [
      () => picture().png(),
      () => picture().png({ progressive: true }),
      () => deep().png({ progressive: true }),
      () => picture().png({ palette: true }),
      () => picture().withIccProfile('p3').withMetadata({ orientation: 6 }).png(),
      () => ({ toBuffer: () => Buffer.from(drawing) }),
    ],
    mutatePng,
  ),
  target('jpeg', [
    ...Array(3)
      .fill([
        () => picture().jpeg(),
        () => picture().jpeg({ progressive: true, chromaSubsampling: '4:4:4' }),
        () => picture().withMetadata({ orientation: 6 }).jpeg(),
      ])
      .flat(),
    // Of inks fewer: to make colours of them takes twenty times as long as all else.
    () => picture().toColourspace('cmyk').jpeg(),
  ]),
  target('webp', [
    () => picture(24, 4).webp({ effort: 0 }),
    () => picture().webp({ lossless: true, effort: 0 }),
    () => animation('webp'),
  ]),
  target('gif', [() => picture().gif({ effort: 1 }), () => animation('gif')]),
  target('tiff', [
    () => picture().tiff({ compression: 'none' }),
    () => deep().tiff({ compression: 'lzw' }),
    () => picture().tiff({ compression: 'jpeg' }),
    () => picture().tiff({ tile: true, tileWidth: 16, tileHeight: 16, compression: 'deflate' }),
  ]),
  target('avif', [
    () => picture().avif({ effort: 0 }),
    () => picture(24, 4).avif({ effort: 0, bitdepth: 10 }),
  ]),
];
