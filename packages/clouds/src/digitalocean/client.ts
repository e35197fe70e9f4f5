import { setTimeout as pause } from "node:timers/promises";
import { FreeholdError } from "@freehold/model";
import { z } from "zod";
import { answerAs } from "../http/answer-as.ts";
import { type CloudHttpOptions, createCloudHttp } from "../http/cloud-http.ts";
import { refusedForItsBody } from "../http/cloud-http-error.ts";
import { mayWrite } from "../may-write.ts";
import { DIGITALOCEAN_KINDS, type DigitaloceanKind, type DigitaloceanType } from "./kinds.ts";
import {
  type Account,
  AccountAnswer,
  ActionAnswer,
  ErrorBody,
  Links,
  Region,
  Resource,
  Size,
  Total,
} from "./schemas.ts";
import { DIGITALOCEAN_SCOPES } from "./scopes.ts";

export const DIGITALOCEAN_ENDPOINT = "https://api.digitalocean.com/v2";

/** The vendor's largest page. */
const PER_PAGE = 200;

export interface DigitaloceanClientOptions
  extends Partial<Omit<CloudHttpOptions, "endpoint" | "token" | "describeError">> {
  token: string;
  /** @default https://api.digitalocean.com/v2 */
  endpoint?: string;
  /** Pause between two checks at something that is being changed. @default 1 s */
  pollMs?: number;
  /** Longest time a change may take. @default 5 min */
  timeoutMs?: number;
}

/** What Freehold asks of DigitalOcean's API outside the engine. */
export interface DigitaloceanClient {
  /** Whose account the token opens, and what it may hold. */
  account(): Promise<Account>;
  /** How many droplets there are, all or those with a tag. */
  countDroplets(tag?: string): Promise<number>;
  /** All resources of a kind, page by page. */
  list(type: DigitaloceanType): Promise<Resource[]>;
  /** Undefined when there is none. */
  get(type: DigitaloceanType, id: string): Promise<Resource | undefined>;
  /** Deletes a resource and waits until it is gone. */
  remove(type: DigitaloceanType, id: string): Promise<void>;
  /** Runs an action of a resource, such as `detach`, and waits for its end. */
  act(type: DigitaloceanType, id: string, body: { type: string } & Record<string, unknown>): Promise<void>;
  sizes(): Promise<Size[]>;
  regions(): Promise<Region[]>;
  /**
   * Asks for something that cannot be done and changes nothing: whether a token may write is judged before the request is.
   *
   * @throws CloudHttpError `cloud_unauthorized` when the token is unknown or may only read
   */
  tryWrite(): Promise<void>;
  /** The scopes of {@link DIGITALOCEAN_SCOPES} that the token lacks. Changes nothing. */
  missingScopes(): Promise<string[]>;
}

/** A client of the DigitalOcean API. docs.digitalocean.com/reference/api */
export function createDigitaloceanClient(options: DigitaloceanClientOptions): DigitaloceanClient {
  const {
    endpoint = DIGITALOCEAN_ENDPOINT,
    pollMs = 1000,
    timeoutMs = 300_000,
    sleep = pause,
    now = Date.now,
  } = options;
  const http = createCloudHttp({
    ...options,
    cloud: "digitalocean",
    endpoint,
    describeError,
    // `conflict`: what is being destroyed still holds it.
    passingCodes: ["conflict", "too_many_requests"],
  });
  const until = async (what: string, isSo: () => Promise<boolean>) => {
    const end = now() + timeoutMs;
    while (!(await isSo())) {
      if (now() > end)
        throw new FreeholdError("cloud_unreachable", `digitalocean did not ${what} within ${timeoutMs} ms`);
      await sleep(pollMs);
    }
  };

  const pages = async <Item>(path: string, collection: string, item: z.ZodType<Item>): Promise<Item[]> => {
    const items: Item[] = [];
    for (let page = 1; ; page += 1) {
      const body = await http({ method: "GET", path, query: { page, per_page: PER_PAGE } });
      items.push(...(answerAs(z.looseObject({ [collection]: z.array(item) }), body)[collection] as Item[]));
      if (answerAs(Links, body).links?.pages?.next === undefined) return items;
    }
  };

  const client: DigitaloceanClient = {
    account: async () => answerAs(AccountAnswer, await http({ method: "GET", path: "/account" })).account,
    async countDroplets(tag) {
      const query = { ...(tag !== undefined && { tag_name: tag }), page: 1, per_page: 1 };
      return answerAs(Total, await http({ method: "GET", path: "/droplets", query })).meta.total;
    },
    list(type) {
      const { path, collection } = kindOf(type);
      return pages(path, collection, Resource);
    },
    async get(type, id) {
      const body = await http({ method: "GET", path: pathOf(type, id) }).catch(undefinedWhenGone);
      return body === undefined ? undefined : (answerAs(z.looseObject({ [type]: Resource }), body)[type] as Resource);
    },
    async remove(type, id) {
      await http({ method: "DELETE", path: pathOf(type, id) }).catch(undefinedWhenGone);
      await until(`delete ${type} ${id}`, async () => (await client.get(type, id)) === undefined);
    },
    async act(type, id, body) {
      const { action } = answerAs(
        ActionAnswer,
        await http({ method: "POST", path: `${pathOf(type, id)}/actions`, body }),
      );
      await until(`${body.type} ${type} ${id}`, async () => {
        const { action: latest } = answerAs(ActionAnswer, await http({ method: "GET", path: `/actions/${action.id}` }));
        if (latest.status === "errored")
          throw new FreeholdError("cloud_unreachable", `digitalocean action ${latest.type} failed`);
        return latest.status === "completed";
      });
    },
    sizes: () => pages("/sizes", "sizes", Size),
    regions: () => pages("/regions", "regions", Region),
    tryWrite: () => refusedForItsBody(http({ method: "POST", path: "/account/keys", body: {} })),
    async missingScopes() {
      const tried = await Promise.all(
        DIGITALOCEAN_SCOPES.map(async ({ scope, method, path }) => {
          const body = method === "POST" || method === "PUT" ? { body: {} } : {};
          const may = await mayWrite(() => refusedForItsBody(http({ method, path, ...body })));
          return may ? [] : [scope];
        }),
      );
      return tried.flat();
    },
  };
  return client;
}

function kindOf(type: DigitaloceanType): DigitaloceanKind {
  const kind = DIGITALOCEAN_KINDS.find((each) => each.type === type);
  if (kind === undefined) throw new Error(`unknown kind of DigitalOcean resource: ${type}`);
  return kind;
}

function pathOf(type: DigitaloceanType, id: string): string {
  return `${kindOf(type).path}/${encodeURIComponent(id)}`;
}

function describeError(body: unknown): { code: string; message: string } {
  const parsed = ErrorBody.safeParse(body);
  return parsed.success ? { code: parsed.data.id, message: parsed.data.message } : { code: "", message: "" };
}

function undefinedWhenGone(error: unknown): undefined {
  if (error instanceof FreeholdError && error.code === "not_found") return undefined;
  throw error;
}
