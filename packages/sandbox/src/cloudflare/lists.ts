import { shownInLists } from "../kernel/effects.ts";
import type { Answer } from "../kernel/http.ts";
import { paginate } from "../kernel/paginate.ts";
import { sortBy } from "../kernel/sort-by.ts";

/** How a collection is paged. */
export interface PageOptions {
  defaultPerPage: number;
  minPerPage: number;
  maxPerPage: number;
}

/** Answers a list: sorted by `order` and `direction`, one page of it, with `result_info`. */
export function listAnswer<Row>(
  query: URLSearchParams,
  rows: Row[],
  sortable: string[],
  { defaultPerPage, minPerPage, maxPerPage }: PageOptions,
  wire: (row: Row) => unknown,
): Answer {
  const order = query.get("order") ?? "";
  const keys = sortable.includes(order) ? [{ field: order, descending: query.get("direction") === "desc" }] : [];
  const sorted = sortBy(shownInLists(rows), keys, (row, field) => sortValue(row, field));
  const perPage = Math.min(maxPerPage, Math.max(minPerPage, readNumber(query, "per_page", defaultPerPage)));
  const page = paginate(sorted, readNumber(query, "page", 1), perPage);
  return {
    status: 200,
    body: {
      success: true,
      errors: [],
      messages: [],
      result: page.rows.map(wire),
      result_info: {
        page: page.page,
        per_page: page.perPage,
        count: page.rows.length,
        total_count: page.total,
        total_pages: page.total === 0 ? 0 : page.lastPage,
      },
    },
  };
}

function sortValue(row: unknown, field: string): string | number {
  const value = (row as Record<string, unknown>)[field];
  return typeof value === "number" ? value : String(value ?? "");
}

function readNumber(query: URLSearchParams, name: string, fallback: number): number {
  const value = Number(query.get(name) ?? fallback);
  return Number.isInteger(value) && value >= 1 ? value : fallback;
}
