import { XMLBuilder, XMLParser } from "fast-xml-parser";
import type { Answer } from "../kernel/http.ts";

/** The namespace of the API; answers are in it. */
const NAMESPACE = "https://route53.amazonaws.com/doc/2013-04-01/";

/** Elements that requests repeat. */
const REPEATED = ["Change", "ResourceRecord"];

const parser = new XMLParser({
  parseTagValue: false,
  ignoreAttributes: true,
  isArray: (name) => REPEATED.includes(name),
});
const builder = new XMLBuilder({ suppressEmptyNode: false });

/** The content of a request's root element, all values text; throws for what is no XML. */
export function readXml(text: string): unknown {
  const { "?xml": _declaration, ...roots } = parser.parse(text, true) as Record<string, unknown>;
  return Object.values(roots)[0];
}

/** An answer whose body is one element. */
export function xmlAnswer(status: number, root: string, content: object, headers: Record<string, string> = {}): Answer {
  const inner = String(builder.build(content));
  return {
    status,
    text: `<?xml version="1.0"?>\n<${root} xmlns="${NAMESPACE}">${inner}</${root}>`,
    headers: { "content-type": "text/xml", ...headers },
  };
}
