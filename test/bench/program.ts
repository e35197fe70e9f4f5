import { ComponentResource, Config } from "@pulumi/pulumi";

/** The smallest program that is one: what is measured is everything around it. */
export async function program(): Promise<Record<string, unknown>> {
  new ComponentResource("bench:index:Thing", "thing");
  return { greeting: `hello ${new Config("bench").require("name")}` };
}
