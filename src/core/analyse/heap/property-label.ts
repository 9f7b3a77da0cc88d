/** A property's name as it stands between braces: quoted where it holds what could be taken for the list's own signs. */
export function propertyLabel(name: string): string {
  return /[,'"{}]/.test(name) ? JSON.stringify(name) : name;
}
