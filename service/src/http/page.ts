import { FreeholdError } from "@freehold/model";
import { z } from "zod";

/** Most items of a page, and so many where no number is asked for. */
const MOST = 200;

const CURSOR = /^(\d{1,9})\.(.{1,300})$/s;

/** What every list takes. */
export const PageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(MOST).default(MOST).meta({ description: "Items per page" }),
  cursor: z.string().max(500).optional().meta({ description: "`nextCursor` of the page before" }),
});
export type PageRequest = z.output<typeof PageQuery>;

/** A page as it is answered. */
export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

/** The schema of a page. */
export function pageSchema<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

/**
 * A page of a list that is short enough to be read whole. Where the item that a page ended with is gone, the next page begins where it was.
 *
 * @param idOf What distinguishes the items. @default - their `id`
 * @throws FreeholdError `invalid_request` for a cursor that this service did not give
 */
export function pageOf<Item>(
  all: readonly Item[],
  { limit, cursor }: PageRequest,
  idOf: (item: Item) => string = (item) => (item as { id: string }).id,
): Page<Item> {
  const start = cursor === undefined ? 0 : startAfter(all.map(idOf), cursor);
  const items = all.slice(start, start + limit);
  const last = items.at(-1);
  const isMore = start + items.length < all.length;
  return { items, nextCursor: isMore && last ? encode(start + items.length - 1, idOf(last)) : null };
}

function startAfter(ids: readonly string[], cursor: string): number {
  const [, place, id] = CURSOR.exec(Buffer.from(cursor, "base64url").toString("utf8")) ?? [];
  if (place === undefined || id === undefined) throw wrongCursor(cursor);
  const found = ids.indexOf(id);
  return found === -1 ? Math.min(Number(place), ids.length) : found + 1;
}

function encode(place: number, id: string): string {
  return Buffer.from(`${place}.${id}`, "utf8").toString("base64url");
}

function wrongCursor(cursor: string): FreeholdError {
  const detail = `must be the \`nextCursor\` of an earlier answer, got "${cursor.slice(0, 40)}"`;
  return new FreeholdError("invalid_request", "the cursor is not one that this service gave", {
    errors: [{ pointer: "/cursor", detail }],
    nextStep: "leave `cursor` out to begin at the first page",
  });
}
