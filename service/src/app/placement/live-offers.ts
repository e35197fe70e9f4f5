import { CATALOGUE_AS_OF, type CloudOffer, type LiveOffer, offerOf } from "@freehold/catalogue";
import type { Cloud } from "@freehold/model";
import { findOffer, storeOffer } from "../../db/cloud-offers.ts";
import type { Database } from "../../db/kernel/database.ts";
import type { CloudTarget } from "../accounts/clouds-port.ts";
import type { CloudProbe } from "./cloud-probe-port.ts";

/**
 * Where an offer comes from. `live`: the cloud said so no longer ago than an offer may be old. `cached`: it said so earlier and does not
 * answer now, or was not waited for. `catalogue`: it never said anything.
 */
export const OFFER_SOURCES = ["live", "cached", "catalogue"] as const;
export type OfferSource = (typeof OFFER_SOURCES)[number];

/** An offer and how old it is. */
export interface KnownOffer {
  offer: CloudOffer;
  source: OfferSource;
  /** When the cloud said so; for the catalogue, when its figures were looked up. */
  asOf: Date;
}

/** What is known of a cloud that was never asked. */
export function catalogueOffer(cloud: Cloud, region: string): KnownOffer {
  return { offer: offerOf(cloud, undefined, region), source: "catalogue", asOf: new Date(CATALOGUE_AS_OF) };
}

/** The clouds' offers, in memory and in the database. */
export interface LiveOffers {
  /**
   * What a cloud sells.
   *
   * @param region Where it is asked for: a catalogue of the operator's own places knows them by being asked.
   * @param freshness `wait`: an offer that is too old is refreshed first. `known`: it is taken as it is, and asked for meanwhile.
   */
  of(target: CloudTarget, region: string, freshness: "wait" | "known"): Promise<KnownOffer>;
  /** Waits for the questions that are under way. */
  close(): Promise<void>;
}

export interface LiveOffersOptions {
  db: Database;
  probe: CloudProbe;
  /** Distinguishes offers of emulated clouds from those of real ones. */
  kind: "sandbox" | "live";
  now(): Date;
  /** Age from which an offer is refreshed, in milliseconds. */
  maxAgeMs: number;
  /** Hears that a cloud did not report its offer. */
  onFailure(cloud: string, error: unknown): void;
}

interface Known {
  live: LiveOffer;
  asOf: Date;
}

/** After a question without an answer, the next one waits this long: nobody waits again and again for a cloud that is away. */
const PAUSE_AFTER_FAILURE_MS = 30_000;

export function createLiveOffers(options: LiveOffersOptions): LiveOffers {
  const { db, probe, now, maxAgeMs } = options;
  const memory = new Map<string, Known>();
  const asking = new Map<string, Promise<void>>();
  const failedAt = new Map<string, number>();

  const ask = async (id: string, target: CloudTarget): Promise<void> => {
    try {
      const live = await probe.readOffer(target);
      const asOf = now();
      memory.set(id, { live, asOf });
      failedAt.delete(id);
      await storeOffer(db.em(), id, live, asOf);
    } catch (error) {
      failedAt.set(id, now().getTime());
      options.onFailure(target.cloud, error);
    }
  };
  const askOnce = (id: string, target: CloudTarget): Promise<void> => {
    const running = asking.get(id) ?? ask(id, target).finally(() => asking.delete(id));
    asking.set(id, running);
    return running;
  };
  const isFresh = (known: Known | undefined): boolean =>
    known !== undefined && now().getTime() - known.asOf.getTime() < maxAgeMs;
  const mayAsk = (id: string): boolean => now().getTime() - (failedAt.get(id) ?? 0) >= PAUSE_AFTER_FAILURE_MS;

  /** What another process learned since is as good. */
  const remember = async (id: string): Promise<Known | undefined> => {
    const known = memory.get(id);
    if (isFresh(known)) return known;
    const row = await findOffer(db.em(), id);
    if (row === null || (known !== undefined && known.asOf >= row.asOf)) return known;
    memory.set(id, { live: row.offer, asOf: row.asOf });
    return memory.get(id);
  };

  return {
    async of(target, region, freshness) {
      const id = offerId(options.kind, target);
      if (!isFresh(await remember(id)) && mayAsk(id)) {
        const asked = askOnce(id, target);
        if (freshness === "wait") await asked;
      }
      const known = memory.get(id);
      if (known === undefined) return catalogueOffer(target.cloud, region);
      return {
        offer: offerOf(target.cloud, known.live, region),
        source: isFresh(known) ? "live" : "cached",
        asOf: known.asOf,
      };
    },
    async close() {
      await Promise.all(asking.values());
    },
  };
}

/** Every cluster has an offer of its own; at the others all accounts are offered the same. */
function offerId(kind: string, { cloud, accountId }: CloudTarget): string {
  return `${kind}/${cloud === "proxmox" ? accountId : cloud}`;
}
