import { FreeholdError } from "@freehold/model";

/** A place in a list that is ordered by time and id. */
export interface Place {
  createdAt: Date;
  id: string;
}

/** Opaque to clients: they get it in an answer and give it back. */
export function encodeCursor(place: Place): string {
  return Buffer.from(`${place.createdAt.getTime()}.${place.id}`, "utf8").toString("base64url");
}

/** @throws FreeholdError `invalid_request` for a cursor that this service did not make. */
export function decodeCursor(cursor: string): Place {
  const match = /^(\d{1,15})\.([a-z0-9]{1,64})$/.exec(Buffer.from(cursor, "base64url").toString("utf8"));
  const [, time, id] = match ?? [];
  if (time === undefined || id === undefined) {
    throw new FreeholdError("invalid_request", "the cursor is not one that this service gave", {
      errors: [
        { pointer: "/cursor", detail: `must be the \`nextCursor\` of an earlier answer, got "${cursor.slice(0, 40)}"` },
      ],
      nextStep: "leave `cursor` out to begin at the first page",
    });
  }
  return { createdAt: new Date(Number(time)), id };
}

/** A page of rows that were read newest first, one more than are shown: that one says whether there is another page. */
export function pageFrom<Row extends Place, Item>(
  rows: readonly Row[],
  limit: number,
  view: (row: Row) => Item,
): { items: Item[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(view), nextCursor: rows.length > shown.length && last ? encodeCursor(last) : null };
}
