import type { Operation } from "./operation.ts";

export interface Match<Account> {
  operation: Operation<Account>;
  params: Record<string, string>;
}

interface Route<Account> {
  operation: Operation<Account>;
  method: string;
  segments: string[];
}

/** Finds the operation for a method and a path; a literal segment wins over a `{name}`. Ids need no decoding: no vendor's has a `%`. */
export function createRouter<Account>(
  operations: Operation<Account>[],
): (method: string, path: string) => Match<Account> | undefined {
  const routes = operations.map(toRoute).sort((a, b) => placeholders(a) - placeholders(b));
  return (method, path) => {
    const segments = path.split("/");
    for (const route of routes) {
      const params = route.method === method ? match(route.segments, segments) : undefined;
      if (params !== undefined) return { operation: route.operation, params };
    }
    return undefined;
  };
}

function toRoute<Account>(operation: Operation<Account>): Route<Account> {
  const [method = "", path = ""] = operation.route.split(" ");
  return { operation, method, segments: path.split("/") };
}

function placeholders<Account>(route: Route<Account>): number {
  return route.segments.filter((segment) => segment.startsWith("{")).length;
}

function match(pattern: string[], segments: string[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const actual = segments[index] ?? "";
    if (expected.startsWith("{")) params[expected.slice(1, -1)] = actual;
    else if (expected !== actual) return undefined;
  }
  return params;
}
