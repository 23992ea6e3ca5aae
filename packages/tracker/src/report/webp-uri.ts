/** A picture as a `data:` URI, which HTML and SVG have within themselves. */
export const webpUri = (webp: Uint8Array): string =>
  `data:image/webp;base64,${Buffer.from(webp).toString('base64')}`;
