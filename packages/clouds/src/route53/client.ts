import { setTimeout as pause } from "node:timers/promises";
import { FreeholdError } from "@freehold/model";
import { AwsClient } from "aws4fetch";
import { answerAs } from "../http/answer-as.ts";
import { boundedText } from "../http/bounded-text.ts";
import { CloudHttpError } from "../http/cloud-http-error.ts";
import { ErrorBody, type RecordSet, RecordSetPage, ZoneAnswer, ZonePage } from "./schemas.ts";
import { deleteRequest, parseXml } from "./xml.ts";

export const ROUTE53_ENDPOINT = "https://route53.amazonaws.com";

export interface Route53ClientOptions {
  accessKeyId: string;
  secretAccessKey: string;
  /** Of a credential that ends. @default - none */
  sessionToken?: string;
  /** Without a path. @default https://route53.amazonaws.com */
  endpoint?: string;
  /** Attempts in all: Route 53 takes five requests a second per account. @default 12 */
  attempts?: number;
  /** @default - a real pause */
  sleep?: (ms: number) => Promise<unknown>;
}

/** What Freehold asks of Route 53 outside the engine. */
export interface Route53Client {
  /** Id of the public zone of this name; undefined when the key sees none. */
  zoneIdByName(name: string): Promise<string | undefined>;
  /** Name of the zone of this id; undefined when there is none. */
  zoneNameById(zoneId: string): Promise<string | undefined>;
  /**
   * A zone's record sets, page by page, in the vendor's order: a name stands directly before what is below it.
   *
   * @param under Only this name and what is below it. @default - all
   */
  recordSets(zoneId: string, under?: string): Promise<RecordSet[]>;
  /** Deleting what is gone succeeds. */
  deleteRecordSet(zoneId: string, recordSet: RecordSet): Promise<void>;
  /** IAM actions, each with a call that it decides about and that changes nothing. */
  permissionProbes(zoneId: string): (readonly [action: string, ask: () => Promise<unknown>])[];
}

/** A record set that no zone has: it belongs to a name that is reserved. https://www.rfc-editor.org/rfc/rfc6761#section-6.4 */
const NOBODY = {
  Name: "freehold.invalid.",
  Type: "TXT",
  TTL: 60,
  ResourceRecords: { ResourceRecord: { Value: '"nobody"' } },
};

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5000;
const PASSING = ["Throttling", "PriorRequestNotComplete"];
const TIMEOUT_MS = 30_000;

/** A client of Route 53's API. docs.aws.amazon.com/Route53/latest/APIReference */
export function createRoute53Client(options: Route53ClientOptions): Route53Client {
  const send = sender(options);

  async function recordSets(zoneId: string, under?: string): Promise<RecordSet[]> {
    const found: RecordSet[] = [];
    let from: Record<string, string> | undefined = under === undefined ? {} : { name: under };
    while (from !== undefined) {
      const query: string = new URLSearchParams(from).toString();
      const page: RecordSetPage = answerAs(RecordSetPage, await send("GET", `/hostedzone/${zoneId}/rrset?${query}`));
      const sets = page.ResourceRecordSets === "" ? [] : page.ResourceRecordSets.ResourceRecordSet;
      const wanted = under === undefined ? sets : sets.filter((set) => isUnder(plainName(set.Name), under));
      found.push(...wanted);
      from = wanted.length < sets.length ? undefined : nextPage(page);
    }
    return found;
  }

  return {
    async zoneIdByName(name) {
      const page = answerAs(
        ZonePage,
        await send("GET", `/hostedzonesbyname?dnsname=${encodeURIComponent(name)}&maxitems=10`),
      );
      const zones = page.HostedZones === "" ? [] : page.HostedZones.HostedZone;
      const zone = zones.find((each) => plainName(each.Name) === name && each.Config?.PrivateZone !== "true");
      return zone?.Id.replace(/^\/hostedzone\//, "");
    },
    async zoneNameById(zoneId) {
      const body = await send("GET", `/hostedzone/${zoneId}`).catch((error: unknown) => {
        if (!isNotFound(error)) throw error;
      });
      return body === undefined ? undefined : plainName(answerAs(ZoneAnswer, body).HostedZone[0].Name);
    },
    recordSets,
    async deleteRecordSet(zoneId, recordSet) {
      await send("POST", `/hostedzone/${zoneId}/rrset/`, deleteRequest(recordSet)).catch((error: unknown) => {
        if (!isNotFound(error)) throw error;
      });
    },
    permissionProbes: (zoneId) => [
      ["route53:GetHostedZone", () => send("GET", `/hostedzone/${zoneId}`)],
      ["route53:ListResourceRecordSets", () => send("GET", `/hostedzone/${zoneId}/rrset?maxitems=1`)],
      ["route53:ChangeResourceRecordSets", () => send("POST", `/hostedzone/${zoneId}/rrset/`, deleteRequest(NOBODY))],
      ["route53:GetChange", () => send("GET", "/change/C00000000000000000000")],
    ],
  };
}

/** A name without the dot at its end, and with the characters that the vendor writes as octal numbers. */
export function plainName(wire: string): string {
  const decoded = wire.replace(/\\(\d{3})/g, (_match, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
  return decoded.replace(/\.$/, "").toLowerCase();
}

type Send = (method: "GET" | "POST", path: string, body?: string) => Promise<unknown>;

/** Signs, sends, repeats what passes by itself, and turns refusals into errors. */
function sender({
  endpoint = ROUTE53_ENDPOINT,
  attempts = 12,
  sleep = pause,
  ...credential
}: Route53ClientOptions): Send {
  const signed = new AwsClient({ ...credential, service: "route53", region: "us-east-1", retries: 0 });
  return async (method, path, body) => {
    const what = `${method} ${path.split("?")[0]}`;
    for (let attempt = 1; ; attempt++) {
      const answer = await ask(signed, { method, url: `${endpoint}/2013-04-01${path}`, body }, what).catch(
        (error: FreeholdError) => error,
      );
      if (answer instanceof FreeholdError) {
        const passes = answer.code === "cloud_unreachable" || method === "GET";
        if (!passes || attempt >= attempts) throw answer;
      } else {
        if (answer.status < 400) return answer.body;
        const { code, message } = refusalOf(answer.body);
        const passes = answer.status >= 500 ? answer.status !== 501 : PASSING.includes(code);
        if (!passes || attempt >= attempts) throw refused(what, answer.status, code, message);
      }
      await sleep(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1)) * (0.5 + Math.random() / 2));
    }
  };
}

async function ask(
  signed: AwsClient,
  { method, url, body }: { method: string; url: string; body: string | undefined },
  what: string,
): Promise<{ status: number; body: unknown }> {
  try {
    const response = await signed.fetch(url, {
      method,
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body === undefined ? {} : { body, headers: { "content-type": "application/xml" } }),
    });
    const text = await boundedText(what, response.body);
    const content = parseXml(text);
    if (response.status < 400 && (content === undefined || /^\s*<(!doctype|html)/i.test(text)))
      throw new FreeholdError(
        "cloud_unavailable",
        `${what} was answered ${response.status} without a document in XML`,
        {
          cloud: "route53",
        },
      );
    return { status: response.status, body: content };
  } catch (cause) {
    if (cause instanceof FreeholdError) throw cause;
    const reason =
      cause instanceof Error ? ((cause.cause as Error | undefined)?.message ?? cause.message) : String(cause);
    throw new FreeholdError("cloud_unreachable", `${what} got no answer: ${reason}`, { cause, cloud: "route53" });
  }
}

function refusalOf(body: unknown): { code: string; message: string } {
  const parsed = ErrorBody.safeParse(body);
  return parsed.success
    ? { code: parsed.data.Error.Code, message: parsed.data.Error.Message }
    : { code: "", message: "" };
}

/** The vendor refuses with 400 what others refuse with 429. */
function refused(what: string, status: number, code: string, message: string): CloudHttpError {
  return new CloudHttpError(what, PASSING.includes(code) ? 429 : status, code, message, "route53");
}

function isNotFound(error: unknown): boolean {
  if (!(error instanceof CloudHttpError)) return false;
  return (
    error.vendorCode === "NoSuchHostedZone" ||
    (error.vendorCode === "InvalidChangeBatch" && /not found/.test(error.message))
  );
}

function isUnder(name: string, top: string): boolean {
  return name === top || name.endsWith(`.${top}`);
}

function nextPage(page: RecordSetPage): Record<string, string> | undefined {
  if (page.IsTruncated !== "true" || page.NextRecordName === undefined) return undefined;
  return {
    name: page.NextRecordName,
    ...(page.NextRecordType !== undefined && { type: page.NextRecordType }),
    ...(page.NextRecordIdentifier !== undefined && { identifier: page.NextRecordIdentifier }),
  };
}
