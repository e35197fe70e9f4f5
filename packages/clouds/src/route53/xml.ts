import { XMLBuilder, XMLParser } from "fast-xml-parser";

const NAMESPACE = "https://route53.amazonaws.com/doc/2013-04-01/";

/** Elements that may stand once or often. */
const LISTS = ["ResourceRecordSet", "ResourceRecord", "HostedZone"];

const parser = new XMLParser({ parseTagValue: false, isArray: (name) => LISTS.includes(name) });
const builder = new XMLBuilder({});

/** The content of the root element, all values text; undefined for what is no XML. */
export function parseXml(text: string): unknown {
  try {
    const { "?xml": _declaration, ...roots } = parser.parse(text) as Record<string, unknown>;
    return Object.values(roots)[0];
  } catch {
    return undefined;
  }
}

/** The request that deletes a record set, which must be named with all its values. */
export function deleteRequest(recordSet: object): string {
  const changes = { Change: { Action: "DELETE", ResourceRecordSet: recordSet } };
  const content = String(builder.build({ ChangeBatch: { Changes: changes } }));
  return `<?xml version="1.0" encoding="UTF-8"?><ChangeResourceRecordSetsRequest xmlns="${NAMESPACE}">${content}</ChangeResourceRecordSetsRequest>`;
}
