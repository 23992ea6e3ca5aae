/** By what `idOf` says of each, groups and members in the order in which they come. Of Node.js only 21 has `Map.groupBy`. */
export function groupBy<Each, Id>(all: readonly Each[], idOf: (each: Each) => Id): Map<Id, Each[]> {
  const groups = new Map<Id, Each[]>();
  for (const each of all) {
    const id = idOf(each);
    const group = groups.get(id);
    if (group) group.push(each);
    else groups.set(id, [each]);
  }
  return groups;
}
