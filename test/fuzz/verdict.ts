import type { Exchange } from "./exchanges.ts";

/** What of a description the verdict needs. */
export interface DescribedApi {
  paths?: Record<string, Record<string, { responses?: object; security?: object[] }>>;
}

/** Methods and paths of all operations: `GET /v1/tenants/{idOrName}`. */
export function operationsOf({ paths = {} }: DescribedApi): string[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
}

/**
 * What is wrong with the answers to one key, one sentence for each kind of fault and operation; empty when nothing is. A run that asked
 * nothing, or whose key was not taken, proves nothing and is wrong too.
 *
 * @param succeed Operations of which at least one request must have succeeded
 */
export function judge(api: DescribedApi, exchanges: readonly Exchange[], succeed: readonly string[] = []): string[] {
  const asked = new Set(exchanges.map(({ operation }) => operation));
  const done = new Set(exchanges.filter(({ status = 0 }) => status < 300).map(({ operation }) => operation));
  return [
    ...grouped(exchanges.flatMap((exchange) => faultsOf(api, exchange))),
    ...operationsOf(api)
      .filter((operation) => !asked.has(operation))
      .map((operation) => `${operation} was not asked at all`),
    ...succeed
      .filter((operation) => asked.has(operation) && !done.has(operation))
      .map((operation) => `${operation} was never asked so that it could succeed`),
  ];
}

interface Fault {
  kind: string;
  example: string;
}

function faultsOf(api: DescribedApi, exchange: Exchange): Fault[] {
  const { operation, asked, status, body, faults } = exchange;
  const answer = `${asked} answered ${status ?? "nothing"}: ${body.slice(0, 400)}`;
  const fault = (what: string, detail = ""): Fault => ({
    kind: `${operation}: ${what}`,
    example: detail === "" ? answer : `${detail}\n${answer}`,
  });
  const found = faults.map((text) => fault(text.split("\n")[0] ?? "", text));
  if (status === undefined) return [...found, fault("no answer")];
  if (status === 401 && exchange.withKey && !isOpen(api, operation)) return [...found, fault("the key was not taken")];
  if (status === 501 && !body.includes('"not_built"')) return [...found, fault("501 that is not `not_built`")];
  if (status >= 500 && !isDescribed(api, operation, status)) return [...found, fault(`status ${status}`)];
  return found;
}

/** What asks for no key may refuse by 401. */
function isOpen(api: DescribedApi, operation: string): boolean {
  return described(api, operation)?.security?.length === 0;
}

/** 500 is never described: it says that the service did not know what to do. */
function isDescribed(api: DescribedApi, operation: string, status: number): boolean {
  return status !== 500 && Object.keys(described(api, operation)?.responses ?? {}).includes(String(status));
}

function described({ paths = {} }: DescribedApi, operation: string) {
  const [method = "", path = ""] = operation.split(" ");
  return paths[path]?.[method.toLowerCase()];
}

function grouped(faults: readonly Fault[]): string[] {
  const kinds = Map.groupBy(faults, ({ kind }) => kind);
  return [...kinds].map(([kind, all]) => `${kind}, ${all.length} times, such as\n${all[0]?.example}`);
}
