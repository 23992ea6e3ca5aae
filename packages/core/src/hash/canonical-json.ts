/** JSON with sorted keys and without undefined members, so that equal values have equal text. NaN is refused. */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (value === null || typeof value !== 'object') {
    if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`cannot hash ${value}`);
    return typeof value === 'number' ? String(value) : JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  // A plan of a thousand runs writes megabytes of this, so it is written in one go.
  let text = '';
  for (const key of Object.keys(value).sort()) {
    // eslint-disable-next-line thaw/own-members -- these are its own keys, and to look again would take as long as all else
    const member = (value as Record<string, unknown>)[key];
    if (member !== undefined) text += `${text && ','}${quoted(key)}:${canonicalJson(member)}`;
  }
  return `{${text}}`;
}

/** Nearly all that is hashed has nothing to escape. */
const plain = /^[\w ./:-]*$/;
const quoted = (text: string): string => (plain.test(text) ? `"${text}"` : JSON.stringify(text));
