/** What `memory` holds under `id`, computed the first time. */
export function remember<Value>(memory: Map<string, Value>, id: string, compute: () => Value): Value {
  let value = memory.get(id);
  if (value === undefined) memory.set(id, (value = compute()));
  return value;
}
