import { XMLBuilder, XMLParser } from "fast-xml-parser";

/** Elements that may stand once or often. */
const LISTS = ["ResourceRecordSet", "ResourceRecord", "HostedZone", "Message"];

const parser = new XMLParser({ parseTagValue: false, isArray: (name) => LISTS.includes(name) });
const builder = new XMLBuilder({});

/** The content of the document's root element; undefined for what is no XML. All values are text. */
export function parseXml(text: string): unknown {
  try {
    const { "?xml": _declaration, ...roots } = parser.parse(text) as Record<string, unknown>;
    return Object.values(roots)[0];
  } catch {
    return undefined;
  }
}

/** A document in the namespace of Route 53's API. */
export function buildXml(root: string, content: object): string {
  const inner = String(builder.build(content));
  return `<?xml version="1.0" encoding="UTF-8"?><${root} xmlns="https://route53.amazonaws.com/doc/2013-04-01/">${inner}</${root}>`;
}
