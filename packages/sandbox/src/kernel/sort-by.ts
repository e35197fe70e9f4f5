/** One sort instruction. */
export interface SortKey {
  field: string;
  descending: boolean;
}

/** Sorts by the first key, then the second, and so on; equal rows keep their order. */
export function sortBy<Row>(rows: Row[], keys: SortKey[], read: (row: Row, field: string) => string | number): Row[] {
  return [...rows].sort((a, b) => {
    for (const { field, descending } of keys) {
      const order = compare(read(a, field), read(b, field));
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  });
}

function compare(a: string | number, b: string | number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
