/** A value as one writes it in a spec, where `${` begins a value from elsewhere. */
export function escapeInterpolations<Value>(value: Value): Value {
  const escaped = (inner: unknown): unknown => {
    if (typeof inner === 'string') return inner.replaceAll('${', () => '$${');
    if (Array.isArray(inner)) return inner.map(escaped);
    if (inner === null || typeof inner !== 'object') return inner;
    return Object.fromEntries(Object.entries(inner).map(([key, member]) => [key, escaped(member)]));
  };
  return escaped(value) as Value;
}
