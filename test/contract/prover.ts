import { expect } from "@jest/globals";

/** Checks an answer of a route against the vendor's specification; returns what is wrong with it. */
export type CheckAnswer = (route: string, status: number, body: unknown) => string[];

export interface Prover {
  /**
   * Sends a request, expects the status and an answer as the specification has it, and returns the answer's body.
   *
   * @param route as in the specification, such as `GET /servers/{id}`
   * @param values for the `{names}` in the route, in order
   */
  call(route: string, values: unknown[], status: number, options?: { query?: string; body?: unknown }): Promise<Json>;
  /** The routes that have answered as specified. */
  proven: Set<string>;
}

/** A body, looked into by dotted path. */
export interface Json {
  at(path: string): unknown;
}

/** Sends one request; a cloud that takes no bearer token or no JSON has one of its own. */
export type Send = (method: string, url: string, body: unknown) => Promise<{ status: number; text: string }>;

export function createProver(
  endpoint: string,
  token: string,
  check: CheckAnswer,
  send: Send = sendJson(token),
): Prover {
  const proven = new Set<string>();
  return {
    proven,
    async call(route, values, status, { query = "", body } = {}) {
      const [method = "", template = ""] = route.split(" ");
      const rest = [...values];
      const path = template.replace(/\{\w+\}/g, () => String(rest.shift()));
      const { status: answered, text } = await send(method, `${endpoint}${path}${query}`, body);
      const answer: unknown = text === "" ? undefined : JSON.parse(text);

      expect({ route, status: answered, answer }).toEqual({ route, status, answer });
      expect({ route, status, problems: check(route, status, answer) }).toEqual({ route, status, problems: [] });
      proven.add(route);
      return {
        at: (at) =>
          at.split(".").reduce((value: unknown, key) => (value as Record<string, unknown> | undefined)?.[key], answer),
      };
    },
  };
}

/** Sends JSON with a bearer token. */
export function sendJson(token: string): Send {
  return async (method, url, body) => {
    const response = await fetch(url, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, text: await response.text() };
  };
}

/** The operations that the sandbox says it has built at a cloud. */
export async function builtOperations(controlEndpoint: string, cloud: string): Promise<string[]> {
  const response = await fetch(`${controlEndpoint}/operations`);
  const operations = (await response.json()) as Record<string, string[]>;
  return operations[cloud] ?? [];
}
