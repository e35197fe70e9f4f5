import type { Operation, Tenant } from "@freehold/model";
import { warmHome } from "@freehold/service/testing/cluster";
import { until } from "@freehold/testing";
import { type Child, startChild } from "./child.ts";

export const ADMIN_KEY = "key-of-the-system-tests";

/** Tests ask one service for many tenants at once, faster than any customer. */
const WITHOUT_RATE_LIMITS = { FREEHOLD_RATE_LIMIT_KEY: "0", FREEHOLD_RATE_LIMIT_ADDRESS: "0" } as const;

/** The sandbox lists at once what was ordered, so the second question need not wait. */
export const WITHOUT_PAUSES = { FREEHOLD_INVENTORY_PAUSE_SEC: "0", FREEHOLD_SWEEP_CONFIRM_SEC: "0" } as const;

/** An answer of the service: its status and its body. */
export interface Answer<Body> {
  status: number;
  body: Body;
}

/** The service in a process of its own. */
export interface ServiceChild {
  child: Child;
  url: string;
  request<Body>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer<Body>>;
  /** Signs a tenant up and returns what was accepted. @param more Fields of the signup, also in place of those that it has */
  signUp(name: string, more?: object): Promise<{ tenant: Tenant; operation: Operation }>;
  /** Waits until the operation has ended, well or not. */
  ended(operationId: string, limitSec?: number): Promise<Operation>;
  /** Destroys a tenant and waits until that has ended, well or not. */
  destroy(name: string): Promise<Operation>;
}

/**
 * Starts the service as `npm start` does. A home without an embedded database gets one whose tables are there.
 *
 * @param sources Folder of another version's sources, or of this one's as JavaScript. @default - this repository
 * @param entry What of them is started. @default "service/src/main.ts"
 */
export async function startServiceChild(
  settings: Record<string, string>,
  sources?: string,
  entry = "service/src/main.ts",
): Promise<ServiceChild> {
  const { FREEHOLD_HOME: home, DATABASE_URL: server } = settings;
  if (home !== undefined && server === undefined && sources === undefined) await warmHome(home);
  const child = startChild(
    entry,
    [],
    {
      PORT: "0",
      FREEHOLD_ADMIN_KEY: ADMIN_KEY,
      ...WITHOUT_RATE_LIMITS,
      ...WITHOUT_PAUSES,
      // Each worker warms a runner up, which takes a second of a core.
      FREEHOLD_WORKERS: "2",
      // A sandbox of its own would outlive it.
      FREEHOLD_SANDBOX_KEEP: "false",
      ...settings,
    },
    sources,
  );
  const url = await Promise.race([urlOf(child), endedEarly(child)]);
  const request = async <Body>(
    method: string,
    path: string,
    body?: unknown,
    further: Record<string, string> = {},
  ): Promise<Answer<Body>> => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${ADMIN_KEY}`, "content-type": "application/json", ...further },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as Body };
  };
  const ended = (operationId: string, limitSec?: number): Promise<Operation> => {
    const endedOne = async () => {
      const { body } = await request<Operation>("GET", `/v1/operations/${operationId}`);
      return body.endedAt === null ? undefined : body;
    };
    return until(`operation ${operationId} to end`, endedOne, limitSec);
  };
  return {
    child,
    url,
    request,
    ended,
    async destroy(name) {
      const { status, body } = await request<{ operation: Operation }>("DELETE", `/v1/tenants/${name}`);
      if (status !== 202) throw new Error(`the destroy was refused: ${JSON.stringify(body)}`);
      return ended(body.operation.id);
    },
    signUp: async (name, more = {}) => {
      const placement = { cloud: "hetzner", region: "fsn1", size: "small" };
      const accepted = await request<{ tenant: Tenant; operation: Operation }>("POST", "/v1/tenants", {
        name,
        template: "supabase",
        placement,
        ...more,
      });
      if (accepted.status !== 202) throw new Error(`the signup was refused: ${JSON.stringify(accepted.body)}`);
      return accepted.body;
    },
  };
}

function urlOf(child: Child): Promise<string> {
  return until("the service to be up", () => {
    const line = child.lines.find((candidate) => candidate.includes("service is up"));
    return line === undefined ? undefined : (JSON.parse(line) as { url: string }).url;
  });
}

async function endedEarly(child: Child): Promise<never> {
  const status = await child.exited();
  throw new Error(`the service ended with status ${status}:\n${child.errors()}`);
}
