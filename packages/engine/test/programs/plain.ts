import { ComponentResource, Config, secret } from "@pulumi/pulumi";

/** Needs no provider: one component and outputs made of the configuration. */
export async function program(): Promise<Record<string, unknown>> {
  const config = new Config();
  new ComponentResource("test:index:Thing", "thing");
  return {
    greeting: `hello ${config.require("name")}`,
    token: config.requireSecret("token"),
    nested: { key: secret("inner-secret") },
  };
}
