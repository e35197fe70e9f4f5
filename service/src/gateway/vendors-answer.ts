import type { Reply } from "./refusal.ts";
import type { GatedCloud } from "./vendors.ts";

/**
 * Why an answer is none of the vendor's API, for people; undefined for one that is. Proxies, captive portals and pages that say that a
 * site is being worked on answer in the vendor's place, with status 200 too, and a "not found" of theirs must not read as if a machine
 * were gone. Their redirects lead clients that follow them around the gateway. What refuses (400, 401, 403, 5xx, …) refuses, in
 * whatever form.
 *
 * @param method Of the call
 */
export function notVendorsAnswer(
  cloud: GatedCloud,
  method: string,
  { status, headers, body }: Reply,
): string | undefined {
  if (status >= 300 && status < 400) return `${status}, a redirect`;
  const tellsSomething = status < 300 || status === 404 || status === 410;
  if (!tellsSomething) return undefined;
  const encoding = headers["content-encoding"];
  if (encoding !== undefined && encoding !== "identity") return `${status} in the encoding ${encoding}`;
  // Some answers have nothing to say; a question always has an answer.
  if (body.length === 0)
    return method === "GET" && status < 300 && status !== 204 ? `${status} without a body` : undefined;
  const isOurs = cloud === "route53" ? isXml(body.toString()) : isJson(body.toString());
  return isOurs
    ? undefined
    : `${status} with ${typeOf(headers["content-type"])} instead of ${cloud === "route53" ? "XML" : "JSON"}`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** An XML document from its beginning to its end that is no page. */
function isXml(text: string): boolean {
  const document = text.trim().replace(/^<\?xml[^>]*\?>\s*/, "");
  const [, root = ""] = /^<([A-Za-z][\w.-]*)/.exec(document) ?? [];
  return root !== "" && root.toLowerCase() !== "html" && (document.endsWith(`</${root}>`) || document.endsWith("/>"));
}

function typeOf(type: Reply["headers"][string]): string {
  return /^[\w.+-]+\/[\w.+-]+/.exec(String(type ?? ""))?.[0] ?? "something";
}
