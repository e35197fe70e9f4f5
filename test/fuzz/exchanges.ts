/** A request and its answer, with what Schemathesis found wrong with it. */
export interface Exchange {
  /** Method and path as the description has them: `GET /v1/tenants/{idOrName}`. */
  operation: string;
  /** The request itself: method and URL. */
  asked: string;
  /** Whether it came with the key; some are sent without, to see what becomes of them. */
  withKey: boolean;
  /** Undefined when no answer came. */
  status: number | undefined;
  /** The answer's. */
  body: string;
  /** Why the answer is none that the description allows; empty when it is. */
  faults: readonly string[];
}

/**
 * Reads a report of Schemathesis: one event a line.
 *
 * @param said What it wrote besides, for when it ended early
 * @throws Error when it did not get to its end, or could not ask
 */
export function exchangesIn(report: string, said: string): Exchange[] {
  const events = report.split("\n").filter(Boolean).map(eventOf);
  const errors = events.flatMap(({ name, value }) =>
    /Error/.test(name) ? [JSON.stringify(value).slice(0, 1000)] : [],
  );
  if (errors.length > 0) throw new Error(`Schemathesis could not ask:\n${errors.join("\n")}`);
  if (!events.some(({ name }) => name === "EngineFinished")) {
    throw new Error(`Schemathesis did not get to its end:\n${said.slice(-4000)}`);
  }
  return events
    .filter(({ name }) => name === "ScenarioFinished")
    .flatMap(({ value }) => exchangesOf(value as Scenario));
}

/** What was skipped, such as an operation without examples, has a recorder with nothing in it. */
interface Scenario {
  recorder: {
    cases?: Record<string, { value: { method: string; path: string } }>;
    checks?: Record<string, { failure_info?: { failure: { title: string; message: string } } | null }[]>;
    interactions?: Record<
      string,
      {
        request: { method: string; uri: string; headers?: Record<string, unknown> };
        response?: { status_code: number; content?: { $base64: string } | null } | null;
      }
    >;
  };
}

function eventOf(line: string): { name: string; value: unknown } {
  const [[name, value] = ["", undefined]] = Object.entries(JSON.parse(line) as Record<string, unknown>);
  return { name, value };
}

function exchangesOf({ recorder: { cases = {}, checks = {}, interactions = {} } }: Scenario): Exchange[] {
  return Object.entries(interactions).map(([id, { request, response }]) => {
    const described = cases[id]?.value;
    return {
      operation: described === undefined ? "" : `${described.method} ${described.path}`,
      asked: `${request.method} ${request.uri}`,
      withKey: Object.keys(request.headers ?? {}).some((name) => name.toLowerCase() === "authorization"),
      status: response?.status_code,
      body: Buffer.from(response?.content?.$base64 ?? "", "base64").toString(),
      faults: (checks[id] ?? []).flatMap(({ failure_info: info }) =>
        info == null ? [] : [`${info.failure.title}: ${info.failure.message}`],
      ),
    };
  });
}
