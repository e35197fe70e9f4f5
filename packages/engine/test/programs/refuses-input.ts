import { output } from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random";

/** Throws while it works out an input; a further resource and the outputs wait for that resource. */
export async function program(): Promise<Record<string, unknown>> {
  const length = output(8).apply((): number => {
    throw new Error("the input cannot be worked out");
  });
  const refused = new RandomPassword("refused", { length });
  const waiting = new RandomPassword("waiting", { length: 8 }, { dependsOn: [refused] });
  return { first: refused.result, second: waiting.result };
}
