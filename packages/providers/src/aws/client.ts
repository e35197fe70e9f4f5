import { ProviderError, reasonOf } from "@freehold/provider-kit";
import { AwsClient } from "aws4fetch";
import { boundedText } from "../http/bounded-text.ts";
import { pause } from "../http/pause.ts";
import { UnavailableError } from "../http/retry-read.ts";
import { type Action, plainName, type WireRecordSet, type WireZone } from "./wire.ts";
import { buildXml, parseXml } from "./xml.ts";

export interface Route53ClientOptions {
  /** Without the version: `http://127.0.0.1:8080`. */
  endpoint: string;
  accessKey: string;
  secretKey: string;
  token?: string;
}

/** An answer by which Route 53 refused something. */
export class Route53Error extends ProviderError {
  override readonly name = "Route53Error";
  readonly code: string;

  constructor(what: string, status: number, code: string, message: string) {
    super(`Route 53 refused ${what}: ${message} (${code}, ${status})`);
    this.code = code;
  }
}

interface Answer {
  ok: boolean;
  status: number;
  text: string;
}

interface Refusal {
  Error?: { Code?: string; Message?: string };
  /** Of a batch of changes. */
  Messages?: { Message?: string[] };
}

/** Route 53 takes five requests a second per account: with many callers a turn comes late. */
const MAX_TRIES = 20;
const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 5000;
const PASSING = ["Throttling", "PriorRequestNotComplete"];
const REQUEST_TIMEOUT_MS = 30_000;

/** Route 53's API as the resources need it: signed, in XML, repeated while the vendor asks to slow down. */
export class Route53Client {
  readonly #endpoint: string;
  readonly #signed: AwsClient;

  constructor({ endpoint, accessKey, secretKey, token }: Route53ClientOptions) {
    this.#endpoint = endpoint.replace(/\/$/, "");
    this.#signed = new AwsClient({
      accessKeyId: accessKey,
      secretAccessKey: secretKey,
      ...(token === undefined ? {} : { sessionToken: token }),
      service: "route53",
      region: "us-east-1",
      retries: 0,
    });
  }

  /** The zones whose name begins where this one stands in the order of names. */
  async zonesByName(name: string, signal: AbortSignal): Promise<WireZone[]> {
    const query = `?dnsname=${encodeURIComponent(name)}&maxitems=100`;
    const answer = (await this.#send("GET", `/hostedzonesbyname${query}`, undefined, signal)) as {
      HostedZones?: { HostedZone?: WireZone[] };
    };
    return (answer.HostedZones?.HostedZone ?? []).filter((zone) => plainName(zone.Name) === name);
  }

  async zone(id: string, signal: AbortSignal): Promise<WireZone> {
    const answer = (await this.#send("GET", `/hostedzone/${id}`, undefined, signal)) as { HostedZone: WireZone[] };
    const [zone] = answer.HostedZone;
    if (zone === undefined) throw new ProviderError(`Route 53 answered no zone for ${id}`);
    return zone;
  }

  /** The record set of a name, type and identifier; undefined when there is none. */
  async recordSet(
    zoneId: string,
    wanted: { name: string; type: string; setIdentifier: string | undefined },
    signal: AbortSignal,
  ): Promise<WireRecordSet | undefined> {
    const query = new URLSearchParams({ name: wanted.name, type: wanted.type, maxitems: "100" });
    if (wanted.setIdentifier !== undefined) query.set("identifier", wanted.setIdentifier);
    const answer = (await this.#send("GET", `/hostedzone/${zoneId}/rrset?${query}`, undefined, signal)) as {
      ResourceRecordSets?: { ResourceRecordSet?: WireRecordSet[] };
    };
    return (answer.ResourceRecordSets?.ResourceRecordSet ?? []).find(
      (set) =>
        plainName(set.Name) === wanted.name && set.Type === wanted.type && set.SetIdentifier === wanted.setIdentifier,
    );
  }

  /** Changes a record set and waits until all name servers have it. */
  async change(zoneId: string, action: Action, recordSet: object, signal: AbortSignal): Promise<void> {
    const changes = { Change: { Action: action, ResourceRecordSet: recordSet } };
    const body = buildXml("ChangeResourceRecordSetsRequest", { ChangeBatch: { Changes: changes } });
    let info = changeInfo(await this.#send("POST", `/hostedzone/${zoneId}/rrset/`, body, signal));
    for (let tried = 1; info.Status !== "INSYNC"; tried += 1) {
      await pause(waitMs(tried), signal);
      info = changeInfo(await this.#send("GET", `/change/${info.Id.replace(/^\/change\//, "")}`, undefined, signal));
    }
  }

  async #send(method: "GET" | "POST", path: string, body: string | undefined, signal: AbortSignal): Promise<unknown> {
    for (let tried = 1; ; tried += 1) {
      const response = await this.#fetch(method, path, body, signal);
      const answer = parseXml(response.text) as Refusal | undefined;
      if (response.ok) {
        if (answer !== undefined && !isPage(response.text)) return answer;
        const gone = new UnavailableError(
          `${method} ${path.split("?")[0]}`,
          `${response.status} without a document in XML`,
        );
        if (method !== "GET" || tried === MAX_TRIES) throw gone;
        await pause(waitMs(tried), signal);
        continue;
      }
      const { Code: code = "no code", Message: message } = answer?.Error ?? {};
      const isPassing = PASSING.includes(code) || (response.status >= 500 && method === "GET");
      if (!isPassing || tried === MAX_TRIES) {
        const reasons = message ?? answer?.Messages?.Message?.join("; ") ?? "no reason given";
        const refused = answer?.Messages === undefined ? code : "InvalidChangeBatch";
        throw new Route53Error(`${method} ${path.split("?")[0]}`, response.status, refused, reasons);
      }
      await pause(waitMs(tried), signal);
    }
  }

  async #fetch(method: string, path: string, body: string | undefined, signal: AbortSignal): Promise<Answer> {
    signal.throwIfAborted();
    const timeout = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
    const url = `${this.#endpoint}/2013-04-01${path}`;
    try {
      const response = await this.#signed.fetch(url, {
        method,
        redirect: "manual",
        // A change runs to its end: its answer says whether it was made.
        signal: method === "GET" ? AbortSignal.any([timeout, signal]) : timeout,
        ...(body === undefined ? {} : { body, headers: { "content-type": "application/xml" } }),
      });
      return { ok: response.ok, status: response.status, text: await boundedText(response.body) };
    } catch (error) {
      if (method === "GET") signal.throwIfAborted();
      throw new ProviderError(`no answer to ${method} ${url}: ${reasonOf((error as Error).cause ?? error)}`, {
        cause: error,
      });
    }
  }
}

/** What proxies answer reads as XML here and there. */
function isPage(text: string): boolean {
  return /^\s*<(!doctype|html)/i.test(text);
}

function changeInfo(answer: unknown): { Id: string; Status: string } {
  return (answer as { ChangeInfo: { Id: string; Status: string } }).ChangeInfo;
}

function waitMs(tried: number): number {
  return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (tried - 1));
}
