import { readFileSync } from "node:fs";
import type { ProviderDefinition } from "@freehold/provider-kit";

/** A stand-in that answers the schema of what it serves, which `schemas/` keeps and a test derives from the official SDK. */
export function withSchema<Client>(provider: ProviderDefinition<Client>): ProviderDefinition<Client> {
  const file = new URL(`../schemas/${provider.name}.json`, import.meta.url);
  return { ...provider, schema: () => readFileSync(file, "utf8") };
}
