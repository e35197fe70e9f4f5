/** One page of a list. */
export interface Page<Row> {
  rows: Row[];
  /** 1-based. */
  page: number;
  perPage: number;
  /** How many rows there are in all. */
  total: number;
  /** Number of the last page, at least 1. */
  lastPage: number;
}

/** Cuts one page out of all rows; a page beyond the last is empty. */
export function paginate<Row>(rows: Row[], page: number, perPage: number): Page<Row> {
  return {
    rows: rows.slice((page - 1) * perPage, page * perPage),
    page,
    perPage,
    total: rows.length,
    lastPage: Math.max(1, Math.ceil(rows.length / perPage)),
  };
}
