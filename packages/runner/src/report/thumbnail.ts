/** Shown at half of it, so that it is sharp on dense screens too. */
const side = 192;

/** An image as a small `data:` URI of WebP; undefined if it cannot be read any more. */
export async function thumbnail(file: string): Promise<string | undefined> {
  // Imported when it is needed: a command that draws nothing starts sooner without it.
  const { default: sharp } = await import('sharp');
  try {
    const { data } = await sharp(file)
      .autoOrient()
      .resize(side, side, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 75 })
      .toBuffer({ resolveWithObject: true });
    return `data:image/webp;base64,${data.toString('base64')}`;
  } catch {
    return undefined;
  }
}
