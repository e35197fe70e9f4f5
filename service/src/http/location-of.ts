import type { Route, RouteAnswer } from "./route.ts";

/**
 * Where what was accepted is followed: its operation or, where it has none, the thing that it was asked of.
 *
 * @param path Of the request, as it came
 * @returns Undefined for other answers than 202
 */
export function locationOf(
  { path: pattern }: Pick<Route, "path">,
  path: string,
  { status, body }: Extract<RouteAnswer, { status: number }>,
): string | undefined {
  if (status !== 202) return undefined;
  const { operation } = body as { operation?: { id: string } | null };
  if (operation != null) return `/v1/operations/${operation.id}`;
  // `/v1/orphans/{id}` is followed by itself, `/v1/ledger/sweep` by `/v1/ledger`.
  return pattern.endsWith("}") ? path : path.slice(0, path.lastIndexOf("/"));
}
