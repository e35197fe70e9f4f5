import { shownInLists } from "../kernel/effects.ts";
import type { Answer, HttpRequest } from "../kernel/http.ts";
import { type Page, paginate } from "../kernel/paginate.ts";
import { unprocessable } from "./errors.ts";

const DEFAULT_PER_PAGE = 20;
const MAX_PER_PAGE = 200;

/** Answers one page of a list, with `links.pages` and `meta.total`. */
export function listAnswer<Row>(
  request: HttpRequest,
  collection: string,
  rows: readonly Row[],
  wire: (row: Row) => unknown,
): Answer {
  const perPage = Math.min(MAX_PER_PAGE, readCount(request, "per_page", DEFAULT_PER_PAGE));
  const page = paginate(shownInLists(rows), readCount(request, "page", 1), perPage);
  return {
    status: 200,
    body: { [collection]: page.rows.map(wire), links: linksOf(request, page), meta: { total: page.total } },
  };
}

/** The rows whose field equals the query parameter of a name, where it was given. */
export function filterBy<Row>(
  rows: readonly Row[],
  { query }: HttpRequest,
  name: string,
  read: (row: Row) => string | readonly string[],
): readonly Row[] {
  const wanted = query.get(name);
  if (wanted === null || wanted === "") return rows;
  return rows.filter((row) => {
    const value = read(row);
    return typeof value === "string" ? value === wanted : value.includes(wanted);
  });
}

/** The base address that the client used, for links that lead back. */
export function baseUrl(request: HttpRequest): string {
  return `http://${request.headers.host ?? "127.0.0.1"}`;
}

/** The vendor leaves out what does not apply: a list of one page has no links. */
function linksOf(request: HttpRequest, { page, lastPage }: Page<unknown>): object {
  const to = (number: number) => {
    const query = new URLSearchParams(request.query);
    query.set("page", String(number));
    return `${baseUrl(request)}${request.path}?${query}`;
  };
  const back = page > 1 ? { first: to(1), prev: to(page - 1) } : {};
  const forth = page < lastPage ? { last: to(lastPage), next: to(page + 1) } : {};
  return lastPage === 1 ? {} : { pages: { ...back, ...forth } };
}

function readCount({ query }: HttpRequest, name: string, fallback: number): number {
  const text = query.get(name);
  if (text === null || text === "") return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw unprocessable(`${name} must be a whole number of at least 1, got '${text}'`);
  return value;
}
