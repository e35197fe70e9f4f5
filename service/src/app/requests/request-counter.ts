import { countRequest, discountRequest, forgetRequests, type RequestCount } from "../../db/request-counts.ts";
import type { AppContext } from "../context.ts";

/** Counts requests in the database, so that all API processes count together. */
export interface RequestCounter {
  /** Counts a request of somebody and returns how many there were in the window, in milliseconds. */
  count(who: string, windowMs: number): Promise<RequestCount>;
  /** Takes a request out of the count. */
  discount(who: string): Promise<void>;
  forget(who: string): Promise<void>;
}

export function requestCounter({ db }: Pick<AppContext, "db">): RequestCounter {
  return {
    count: (who, windowMs) => countRequest(db.em(), who, windowMs),
    discount: (who) => discountRequest(db.em(), who),
    forget: (who) => forgetRequests(db.em(), who),
  };
}
