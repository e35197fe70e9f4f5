import type { Engine } from "@freehold/engine";
import { type Cloud, isFreeholdError, type Template } from "@freehold/model";
import type { Logger } from "pino";
import { accountTarget } from "../../app/accounts/account-target.ts";
import { canHaveGoldenImage, goldenImages, goldenVersion } from "../../app/accounts/golden-image.ts";
import type { AppContext } from "../../app/context.ts";
import { openAccountPassphrase } from "../../app/secrets/sealed.ts";
import { findAccount } from "../../db/accounts.ts";
import { accountsInUse, claimGoldenImage, endGoldenImageClaim } from "../../db/golden-images.ts";
import type { Gateway } from "../../gateway/gateway.ts";
import { accountStackConfig, type StackImage } from "../accounts/account-stack-config.ts";
import { type BackgroundLoop, startBackgroundLoop } from "./background-loop.ts";

export interface GoldenImagesOptions {
  app: AppContext;
  engine: Engine;
  gateway: Gateway;
  log: Logger;
  /** This worker, as it is written into claims. */
  owner: string;
  /** Whose container images are on the image. */
  template: Template;
}

/** An image takes minutes, so that nobody notices the seconds before it is begun. */
const CHECK_EVERY_MS = 10_000;

/** Longer than an image takes; a worker that dies meanwhile keeps others from it this long. */
const CLAIM_MS = 30 * 60_000;
const RETRY_MS = 60 * 60_000;

/** Sees to it that every account in use has its image: until it is there, machines start from the bare image. */
export function startGoldenImages(options: GoldenImagesOptions): BackgroundLoop {
  const { log } = options;
  const run = (signal: AbortSignal) => makeMissing(options, signal);
  return startBackgroundLoop({ name: "golden images", everyMs: CHECK_EVERY_MS, run, log });
}

async function makeMissing(options: GoldenImagesOptions, signal: AbortSignal): Promise<void> {
  const { app, owner, template } = options;
  const version = goldenVersion(goldenImages(app.templates, template));
  for (const { id, cloud, region } of await accountsInUse(app.db.em())) {
    if (signal.aborted) return;
    if (!canHaveGoldenImage(cloud as Cloud)) continue;
    const request = { accountId: id, version, template, region };
    if (await claimGoldenImage(app.db.em(), request, owner, { leaseMs: CLAIM_MS, retryMs: RETRY_MS }))
      await make(options, id, signal);
  }
}

async function make(options: GoldenImagesOptions, accountId: string, signal: AbortSignal): Promise<void> {
  const { app, log, owner } = options;
  log.info({ accountId }, "making the account's golden image");
  try {
    const imageId = await runStack(options, accountId, signal);
    await endGoldenImageClaim(app.db.em(), accountId, owner, { imageId, failure: null });
    log.info({ accountId, imageId }, "the account has its golden image");
  } catch (error) {
    log.warn({ accountId, err: error }, "no golden image; machines start from the bare image");
    const failure = isFreeholdError(error) ? error.message : "an unexpected error; the service's log has it";
    // Let go of on purpose, the next process goes on at once.
    await endGoldenImageClaim(app.db.em(), accountId, owner, {
      imageId: null,
      failure: signal.aborted ? null : failure,
    });
  }
}

/** Makes the image with a builder, then removes the builder: also when there is no image, because a machine costs money. */
async function runStack(options: GoldenImagesOptions, accountId: string, signal: AbortSignal): Promise<string> {
  const { app, engine, gateway } = options;
  const account = await findAccount(app.db.em(), accountId);
  if (account === null) throw new Error(`no account has the id ${accountId}`);
  const target = { program: "account", stack: account.stack };
  const passphrase = openAccountPassphrase(app.envelope, account.id, account.passphraseSealed);
  // A worker that died in here left a lock or a half-made image.
  await engine.recover({ ...target, passphrase, after: "update" });
  const run = async (image: StackImage) => {
    const operationId = app.newId("op");
    const session = gateway.openSession(operationId, () => !signal.aborted, { signal });
    try {
      const reached = await session.through(await accountTarget(app, { cloud: account.cloud, accountId }));
      const config = await accountStackConfig(app, reached, image);
      return await engine.run(
        { ...target, operationId, action: "up", config, passphrase },
        { onEvent: () => {}, signal },
      );
    } finally {
      session.end();
    }
  };
  try {
    await run("being made");
  } catch (error) {
    if (!signal.aborted) {
      await engine.recover({ ...target, passphrase, after: "update" });
      await run("none");
    }
    throw error;
  }
  const { outputs } = await run("kept");
  if (typeof outputs.goldenImage !== "string") throw new Error("the account's stack made no golden image");
  return outputs.goldenImage;
}
