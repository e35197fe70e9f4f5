import { ComponentResource, Config, log } from "@pulumi/pulumi";

/** Says its secrets aloud in every way that a program can. */
export async function program(): Promise<Record<string, unknown>> {
  const token = new Config().require("token");
  const thing = new ComponentResource("test:index:Thing", "thing");
  await log.info(`the token is ${token}`, thing);
  await log.info(`in other letters ${Buffer.from(token).toString("base64")}`, thing);
  await log.warn("Authorization: Bearer of-nobody-the-engine-knows", thing);
  console.log(token);
  console.error(Buffer.from(token).toString("base64"));
  throw new Error(`refused: ${token}`);
}
