import { shownInLists } from "../kernel/effects.ts";
import type { Answer } from "../kernel/http.ts";
import { LabelSelectorError, parseLabelSelector } from "../kernel/label-selector.ts";
import { type Page, paginate } from "../kernel/paginate.ts";
import { type SortKey, sortBy } from "../kernel/sort-by.ts";
import { HetznerError, invalidInput } from "./errors.ts";

/** How a collection is listed. */
export interface ListOptions<Row> {
  /** Name of the array in the answer. */
  collection: string;
  /** Query parameters that a row's field of the same name must equal; a parameter may be repeated. */
  filters?: (keyof Row & string)[];
  /** Values of `sort`. */
  sortable?: (keyof Row & string)[];
  wire: (row: Row) => unknown;
}

const DEFAULT_PER_PAGE = 25;
/** https://docs.hetzner.cloud/reference/cloud#pagination */
const MAX_PER_PAGE = 50;

/** Answers a list: filtered, sorted, one page of it, with `meta.pagination`. */
export function listAnswer<Row>(query: URLSearchParams, rows: Row[], options: ListOptions<Row>): Answer {
  const filtered = shownInLists(filterByFields(filterByLabels(rows, query), query, options.filters ?? []));
  const sorted = sortBy(filtered, sortKeys(query, options.sortable ?? []), sortValue);
  const page = paginate(sorted, readCount(query, "page", 1), readPerPage(query));
  return {
    status: 200,
    body: { [options.collection]: page.rows.map(options.wire), meta: { pagination: pagination(page) } },
  };
}

/** The selector of `?label_selector=`; undefined when it is not asked for. */
function labelSelector(text: string | null): ((labels: Record<string, string>) => boolean) | undefined {
  if (text === null || text === "") return undefined;
  try {
    return parseLabelSelector(text);
  } catch (error) {
    if (!(error instanceof LabelSelectorError)) throw error;
    throw new HetznerError("invalid_input", `invalid label_selector: ${error.message}`, {
      status: 400,
      details: { fields: [{ name: "label_selector", messages: [error.message] }] },
    });
  }
}

function filterByLabels<Row>(rows: Row[], query: URLSearchParams): Row[] {
  const selects = labelSelector(query.get("label_selector"));
  return selects === undefined
    ? rows
    : rows.filter((row) => selects((row as { labels?: Record<string, string> }).labels ?? {}));
}

function filterByFields<Row>(rows: Row[], query: URLSearchParams, fields: (keyof Row & string)[]): Row[] {
  return fields.reduce((left, field) => {
    const wanted = query.getAll(field);
    return wanted.length === 0 ? left : left.filter((row) => wanted.includes(String(row[field])));
  }, rows);
}

function sortKeys(query: URLSearchParams, sortable: string[]): SortKey[] {
  return query.getAll("sort").map((text) => {
    const [field = "", direction = "asc", ...rest] = text.split(":");
    const known = sortable.includes(field) && ["asc", "desc"].includes(direction) && rest.length === 0;
    if (!known) throw invalidInput({ sort: [`must be one of ${sortable.join(", ")}, with :asc or :desc`] }, 400);
    return { field, descending: direction === "desc" };
  });
}

function sortValue<Row>(row: Row, field: string): string | number {
  const value = (row as Record<string, unknown>)[field];
  return typeof value === "number" ? value : String(value ?? "");
}

function readPerPage(query: URLSearchParams): number {
  return Math.min(MAX_PER_PAGE, readCount(query, "per_page", DEFAULT_PER_PAGE));
}

function readCount(query: URLSearchParams, name: string, fallback: number): number {
  const text = query.get(name);
  if (text === null || text === "") return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw invalidInput({ [name]: [`must be an integer of at least 1, got '${text}'`] }, 400);
  return value;
}

function pagination(page: Page<unknown>) {
  return {
    page: page.page,
    per_page: page.perPage,
    previous_page: page.page > 1 ? page.page - 1 : null,
    next_page: page.page < page.lastPage ? page.page + 1 : null,
    last_page: page.lastPage,
    total_entries: page.total,
  };
}
