/** A name in lower case with a dot at its end, and with `\052` read as `*`: how names are kept and compared. */
export function fullName(name: string): string {
  const lower = name.toLowerCase().replace(/\\052/g, "*");
  return lower.endsWith(".") ? lower : `${lower}.`;
}

/** A name as answers show it: what is no letter, digit, `-`, `_` or `.` comes as an octal number. */
export function wireName(name: string): string {
  return name.replace(/[^a-z0-9._-]/g, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, "0")}`);
}

/** The order of lists: by the labels from the last to the first, so that a zone stands before what is in it. */
export function compareNames(a: string, b: string): number {
  const [left, right] = [reversed(a), reversed(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** True for the zone's own name and every name in it. */
export function isWithin(name: string, zone: string): boolean {
  return name === zone || name.endsWith(`.${zone}`);
}

function reversed(name: string): string {
  // The wire form, in which `*` comes before letters and digits, as the vendor sorts.
  return wireName(name).split(".").reverse().join(".");
}
