import type { RunRequest } from "@freehold/engine";
import { toAccountStackConfig } from "@freehold/stack-account/contract";
import type { CloudTarget } from "../../app/accounts/clouds-port.ts";
import { goldenImages } from "../../app/accounts/golden-image.ts";
import type { AppContext } from "../../app/context.ts";
import { findGoldenImage } from "../../db/golden-images.ts";

/** The account's golden image in its stack: with the machine that it is taken of, alone, or not there. */
export type StackImage = "being made" | "kept" | "none";

/**
 * The configuration of the stack of what an account's tenants share.
 *
 * @param image @default - as the database says that it is
 */
export async function accountStackConfig(
  app: AppContext,
  { cloud, accountId, sshPort, sshAllowedFrom, providers }: CloudTarget,
  image?: StackImage,
): Promise<RunRequest["config"]> {
  const { cloudflare: _cloudflare, aws: _route53, ...machines } = providers;
  const goldenImage = await imageConfig(app, accountId, image);
  return toAccountStackConfig({ cloud, sshPort, sshAllowedFrom, providers: machines, ...goldenImage });
}

/** An image that is there must stay in the configuration: the stack would delete it. */
async function imageConfig(app: AppContext, accountId: string, wanted: StackImage | undefined) {
  const made = await findGoldenImage(app.db.em(), accountId);
  const image = wanted ?? (made?.imageId == null ? "none" : "kept");
  if (made === null || image === "none") return {};
  const { version, region, template } = made;
  const builder = image === "being made";
  // Which images they are the program itself knows of our templates alone, and needs to know for a builder only.
  const images = builder ? goldenImages(app.templates, template) : [];
  return { goldenImage: { version, region, template, images, builder } };
}
