/** What `memory` holds under `id`, computed the first time. */
export function remember<Id, Value>(memory: Map<Id, Value>, id: Id, compute: () => Value): Value {
  let value = memory.get(id);
  if (value === undefined) memory.set(id, (value = compute()));
  return value;
}
