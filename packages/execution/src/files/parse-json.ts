/** What a text says, whoever wrote it; nothing if it is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What `look` makes of what was read; nothing where that is nested too deep to be looked through. */
export function unlessTooDeep<Value>(look: () => Value): Value | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
