import { parseDocument, visit } from "yaml";
import type { OwnServices } from "../compose/own-services.ts";
import { quoteEnvValue } from "./env-file.ts";

/**
 * A template's compose file with the services that the tenant brings beside its own.
 *
 * @param published what stands in front of the container's port where the service that the URL leads to is published
 */
export function addOwnServices(template: string, own: OwnServices, published: string): string {
  const document = parseDocument(template);
  const { service: ledTo, port } = own.upstream;
  for (const [name, service] of Object.entries(own.services)) {
    const ports = name === ledTo ? { ports: [`${published}:${port}`] } : {};
    document.setIn(["services", name], quoted(document.createNode({ ...service, ...ports })));
  }
  for (const [name, volume] of Object.entries(own.volumes)) {
    document.setIn(["volumes", name], document.createNode(volume));
  }
  return document.toString({ lineWidth: 0 });
}

/** Lines of `.env` for the values that the services refer to. */
export function ownEnvLines({ variables }: OwnServices): string {
  return Object.entries(variables)
    .map(([name, value]) => `${name}=${quoteEnvValue(value)}\n`)
    .join("");
}

/** Readers of YAML differ about which words without quotes are text. */
function quoted<Node>(node: Node): Node {
  visit(node as never, {
    Scalar: (key, scalar) => {
      if (key !== "key" && typeof scalar.value === "string") scalar.type = "QUOTE_DOUBLE";
    },
  });
  return node;
}
