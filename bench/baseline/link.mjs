/** Fills in `extendedBy` and `implementedBy` from the types that name them. */
export function linkTypes(types) {
  for (const [key, type] of types) {
    for (const parent of type.extends) note(types.get(parent)?.extendedBy, key);
    for (const parent of type.implements) note(types.get(parent)?.implementedBy, key);
  }
}

function note(list, key) {
  if (list && !list.includes(key)) list.push(key);
}
