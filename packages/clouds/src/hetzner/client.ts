import { setTimeout as pause } from "node:timers/promises";
import { FreeholdError } from "@freehold/model";
import { z } from "zod";
import { answerAs } from "../http/answer-as.ts";
import { type CloudHttpOptions, createCloudHttp } from "../http/cloud-http.ts";
import { refusedForItsBody } from "../http/cloud-http-error.ts";
import { HETZNER_KINDS, type HetznerKind, type HetznerType } from "./kinds.ts";
import {
  Action,
  ActionAnswer,
  ErrorBody,
  Location,
  Pagination,
  Pricing,
  Resource,
  ServerType,
  Total,
} from "./schemas.ts";

export const HETZNER_ENDPOINT = "https://api.hetzner.cloud/v1";

/** The vendor's largest page. */
const PER_PAGE = 50;

export interface HetznerClientOptions extends Partial<Omit<CloudHttpOptions, "endpoint" | "token" | "describeError">> {
  token: string;
  /** @default https://api.hetzner.cloud/v1 */
  endpoint?: string;
  /** Pause between two checks at an action. @default 500 ms */
  pollMs?: number;
  /** Longest time an action may take. @default 5 min */
  actionTimeoutMs?: number;
}

/** What Freehold asks of Hetzner's API outside the engine. */
export interface HetznerClient {
  /** All resources of a kind that a label selector finds, page by page. */
  list(type: HetznerType, labelSelector: string): Promise<Resource[]>;
  /** How many resources of a kind there are, of all or of those that a label selector finds. */
  count(type: HetznerType, labelSelector?: string): Promise<number>;
  /** Undefined when there is none. */
  get(type: HetznerType, id: string): Promise<Resource | undefined>;
  /** Deletes a resource, its protection off first, and waits until it is done. */
  remove(type: HetznerType, id: string): Promise<void>;
  /** Runs an action of a resource and waits for its end. */
  act(type: HetznerType, id: string, action: string, body?: unknown): Promise<void>;
  waitFor(action: Action): Promise<void>;
  locations(): Promise<Location[]>;
  serverTypes(): Promise<ServerType[]>;
  pricing(): Promise<Pricing>;
  /**
   * Asks for something that cannot be done and changes nothing: whether a token may write is judged before the request is.
   *
   * @throws CloudHttpError `cloud_unauthorized` when the token is unknown or may only read
   */
  tryWrite(): Promise<void>;
}

/** A client of the Hetzner Cloud API. docs.hetzner.cloud/reference/cloud */
export function createHetznerClient(options: HetznerClientOptions): HetznerClient {
  const {
    endpoint = HETZNER_ENDPOINT,
    pollMs = 500,
    actionTimeoutMs = 300_000,
    sleep = pause,
    now = Date.now,
  } = options;
  const http = createCloudHttp({
    ...options,
    cloud: "hetzner",
    endpoint,
    describeError,
    // `locked` and `conflict`: another action of the resource is under way.
    passingCodes: ["locked", "conflict", "rate_limit_exceeded"],
  });

  const pages = async <Item>(
    collection: string,
    item: z.ZodType<Item>,
    query: Record<string, string>,
  ): Promise<Item[]> => {
    const items: Item[] = [];
    for (let page: number | null = 1; page !== null; ) {
      const body = await http({ method: "GET", path: `/${collection}`, query: { ...query, page, per_page: PER_PAGE } });
      items.push(...(answerAs(z.looseObject({ [collection]: z.array(item) }), body)[collection] as Item[]));
      page = answerAs(Pagination, body).meta?.pagination.next_page ?? null;
    }
    return items;
  };

  const client: HetznerClient = {
    list: (type, labelSelector) => pages(kindOf(type).collection, Resource, { label_selector: labelSelector }),
    async count(type, labelSelector) {
      const selector = labelSelector === undefined ? {} : { label_selector: labelSelector };
      const query = { ...selector, page: 1, per_page: 1 };
      return answerAs(Total, await http({ method: "GET", path: `/${kindOf(type).collection}`, query })).meta.pagination
        .total_entries;
    },
    async get(type, id) {
      const body = await http({ method: "GET", path: pathOf(type, id) }).catch(undefinedWhenGone);
      return body === undefined ? undefined : (answerAs(z.looseObject({ [type]: Resource }), body)[type] as Resource);
    },
    async remove(type, id) {
      const body = await http({ method: "DELETE", path: pathOf(type, id) }).catch(undefinedWhenGone);
      const answer = ActionAnswer.safeParse(body);
      if (answer.success) await client.waitFor(answer.data.action);
    },
    async act(type, id, action, body = {}) {
      const answer = await http({ method: "POST", path: `${pathOf(type, id)}/actions/${action}`, body });
      const { action: one, actions = [] } = answerAs(
        z.object({ action: Action.optional(), actions: z.array(Action).optional() }),
        answer,
      );
      for (const each of one === undefined ? actions : [one]) await client.waitFor(each);
    },
    async waitFor(action) {
      const end = now() + actionTimeoutMs;
      for (let latest = action; latest.status !== "success"; ) {
        if (latest.status === "error") throw failed(latest);
        if (now() > end)
          throw new FreeholdError(
            "cloud_unreachable",
            `hetzner action ${action.command} did not end within ${actionTimeoutMs} ms`,
          );
        await sleep(pollMs);
        latest = answerAs(ActionAnswer, await http({ method: "GET", path: `/actions/${action.id}` })).action;
      }
    },
    locations: () => pages("locations", Location, {}),
    serverTypes: () => pages("server_types", ServerType, {}),
    pricing: async () => answerAs(Pricing, await http({ method: "GET", path: "/pricing" })).pricing,
    tryWrite: () => refusedForItsBody(http({ method: "POST", path: "/ssh_keys", body: {} })),
  };
  return client;
}

function kindOf(type: HetznerType): HetznerKind {
  const kind = HETZNER_KINDS.find((each) => each.type === type);
  if (kind === undefined) throw new Error(`unknown kind of Hetzner resource: ${type}`);
  return kind;
}

function pathOf(type: HetznerType, id: string): string {
  return `/${kindOf(type).collection}/${encodeURIComponent(id)}`;
}

function describeError(body: unknown): { code: string; message: string } {
  const parsed = ErrorBody.safeParse(body);
  return parsed.success ? parsed.data.error : { code: "", message: "" };
}

function undefinedWhenGone(error: unknown): undefined {
  if (error instanceof FreeholdError && error.code === "not_found") return undefined;
  throw error;
}

function failed(action: Action): FreeholdError {
  const why = action.error === null ? "without a reason" : `${action.error.code}: ${action.error.message}`;
  return new FreeholdError("cloud_unreachable", `hetzner action ${action.command} failed: ${why}`);
}
