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
  for (const key of inOrder(Object.keys(value))) {
    // eslint-disable-next-line thaw/own-members -- these are its own keys, and to look again would take as long as all else
    const member = (value as Record<string, unknown>)[key];
    if (member !== undefined) text += `${text && ','}${quoted(key)}:${canonicalJson(member)}`;
  }
  return `{${text}}`;
}

/** Nearly all that is hashed has nothing to escape. */
const plain = /^[\w ./:-]*$/;
const quoted = (text: string): string => (plain.test(text) ? `"${text}"` : JSON.stringify(text));

/** Above so many names sorting them in place would take longer. */
const few = 24;

/** What sorts any number of names makes lists of its own each time: a few are sorted where they are. */
function inOrder(names: string[]): readonly string[] {
  if (names.length > few) return names.sort();
  for (let next = 1; next < names.length; next++) {
    const name = names[next]!;
    let place = next;
    for (; place > 0 && names[place - 1]! > name; place--) names[place] = names[place - 1]!;
    names[place] = name;
  }
  return names;
}
