import { Fallback, Template } from "@freehold/model";
import { z } from "zod";
import { HEAL_MODES } from "../../app/ledger/ledger-settings.ts";
import type { CallsPerHour } from "../../gateway/routes.ts";
import type { SettingGroup } from "../setting.ts";
import { Folders, listOf, webUrl, wholeNumber } from "../values.ts";

/** `hetzner=7200`. */
const CallsOfCloud = z
  .string()
  .regex(
    /^(hetzner|digitalocean|cloudflare|route53|proxmox)=[1-9]\d{1,6}$/,
    "must be numbers from 10 to 9999999 such as hetzner=7200, of hetzner, digitalocean, cloudflare, route53 or proxmox",
  )
  .transform((text): [cloud: string, calls: number] => {
    const [cloud = "", calls] = text.split("=");
    return [cloud, Number(calls)];
  });

/** What is watched, healed and chosen for all tenants and machines without anybody asking. */
export const FLEET = {
  hostCheckSec: {
    name: "FREEHOLD_HOST_CHECK_SEC",
    meaning: "Seconds between two checks of a shared host",
    schema: wholeNumber(1, 3600),
    default: "30",
  },
  hostCheckTimeoutSec: {
    name: "FREEHOLD_HOST_CHECK_TIMEOUT_SEC",
    meaning: "Seconds that a shared host may take to answer a check",
    schema: wholeNumber(1, 300),
    default: "10",
  },
  hostChecks: {
    name: "FREEHOLD_HOST_CHECKS",
    meaning:
      "Checks in a row to which no connection can be made, after which a shared host is dead and its tenants are moved",
    schema: wholeNumber(1, 100),
    default: "3",
  },
  publicUrl: {
    name: "FREEHOLD_PUBLIC_URL",
    meaning:
      "Address of the API as machines reach it, such as `https://api.example.com`: new machines [report](docs/ledger.md#machines-that-report) to it once a minute",
    schema: webUrl("https://api.example.com"),
    unset: "none: machines do not report",
  },
  heartbeatLostSec: {
    name: "FREEHOLD_HEARTBEAT_LOST_SEC",
    meaning: "Seconds after which a machine that has reported, and does not any more, is checked",
    schema: wholeNumber(5, 86_400),
    default: "300",
  },
  sweepSec: {
    name: "FREEHOLD_SWEEP_SEC",
    meaning: "Seconds between two comparisons of what an account, host or zone holds with what it should",
    schema: wholeNumber(1, 86_400),
    default: "600",
  },
  sweepConfirmSec: {
    name: "FREEHOLD_SWEEP_CONFIRM_SEC",
    meaning: "Seconds before what such a comparison found is asked again; nothing is concluded from one answer",
    schema: wholeNumber(0, 600),
    default: "5",
  },
  sweepPercent: {
    name: "FREEHOLD_SWEEP_PERCENT",
    meaning: "Share of each account's API budget that comparisons may take",
    schema: wholeNumber(1, 100),
    default: "10",
  },
  heal: {
    name: "FREEHOLD_HEAL",
    meaning:
      "What is done about a tenant that is not as it should be: `report` it, or `repair` what can be put right without the loss of data",
    schema: z.enum(HEAL_MODES),
    default: "report",
  },
  breakerPercent: {
    name: "FREEHOLD_BRAKE_PERCENT",
    meaning:
      "The circuit breakers: share of the tenants of an account, a host or the fleet (and at least 3) that look unhealthy at once above which nothing there is healed or removed by itself",
    schema: wholeNumber(1, 100),
    default: "10",
  },
  orphanGraceSec: {
    name: "FREEHOLD_ORPHAN_GRACE_SEC",
    meaning: "Seconds after which something that carries our labels and nobody has is quarantined",
    schema: wholeNumber(0, 31_536_000),
    default: "86400",
  },
  orphanRemovalSec: {
    name: "FREEHOLD_ORPHAN_REMOVAL_SEC",
    meaning: "Seconds in quarantine after which such a thing of a known tenant is removed by itself",
    schema: wholeNumber(0, 31_536_000),
    unset: "never",
  },
  fallback: {
    name: "FREEHOLD_PLACEMENT_FALLBACK",
    meaning:
      "Where a machine may be when the cloud has none in the region that was asked for, unless the signup says it: `none`, `region`, `cloud`",
    schema: Fallback,
    default: "none",
  },
  capacityRetrySec: {
    name: "FREEHOLD_CAPACITY_RETRY_SEC",
    meaning:
      "Seconds before a tenant that waits for a machine is tried again; they double from try to try, up to half an hour",
    schema: wholeNumber(1, 86_400),
    default: "60",
  },
  offerRefreshSec: {
    name: "FREEHOLD_OFFER_REFRESH_SEC",
    meaning: "Age in seconds from which a cloud is asked again what it sells, where, and for how much",
    schema: wholeNumber(0, 86_400),
    default: "600",
  },
  callsPerHour: {
    name: "FREEHOLD_CALLS_PER_HOUR",
    meaning:
      "Calls an hour that each account of a cloud may make, where the vendor granted another number than it documents, such as `hetzner=7200`; several, separated by commas",
    schema: listOf(CallsOfCloud).transform((calls): CallsPerHour => Object.fromEntries(calls)),
    unset: "the vendors' own; none for `proxmox`",
  },
  templateFolders: {
    name: "FREEHOLD_TEMPLATES",
    meaning:
      "Folders of [templates of your own](docs/templates.md), separated by `:`: each is one template's, or holds such folders",
    schema: Folders,
    unset: "none: the templates that come with the service",
  },
  goldenImages: {
    name: "FREEHOLD_GOLDEN_IMAGES",
    meaning:
      "Template, such as `supabase`, for which an image is made in every account: machines created from it have Docker and the template's container images already. A cloud charges for the image's storage",
    schema: Template,
    unset: "none: machines are created bare",
  },
} as const satisfies SettingGroup;
