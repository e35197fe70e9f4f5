import type { Setting } from "./setting.ts";

/** What is allowed, watched and chosen for tenants and machines without anybody asking. */
export const FLEET_SETTINGS = [
  {
    name: "FREEHOLD_POLICY_PUBLIC_SSH",
    meaning: "What it is worth that the whole internet may reach SSH: `deny`, `warn`, `allow`",
    default: "warn",
  },
  {
    name: "FREEHOLD_POLICY_REGIONS",
    meaning:
      "Clouds, such as `hetzner`, and regions, such as `digitalocean:fra1`, that machines may be in, separated by commas",
    default: "all",
  },
  {
    name: "FREEHOLD_POLICY_MAX_PRICE",
    meaning:
      "What a tenant's machine may cost a month before tax, such as `40 EUR`; several currencies separated by commas",
    default: "any price",
  },
  {
    name: "FREEHOLD_POLICIES",
    meaning: "Folder of [policies of your own](docs/policies.md), a module each",
    default: "none",
  },
  {
    name: "FREEHOLD_PUBLIC_URL",
    meaning:
      "Address of the API as machines reach it, such as `https://api.example.com`: new machines [report](docs/ledger.md#machines-that-report) to it once a minute",
    default: "none: machines do not report",
  },
  {
    name: "FREEHOLD_HEARTBEAT_LOST_SEC",
    meaning: "Seconds after which a machine that has reported, and does not any more, is looked at",
    default: "300",
  },
  {
    name: "FREEHOLD_SWEEP_SEC",
    meaning: "Seconds between two comparisons of what an account, host or zone holds with what it should",
    default: "600",
  },
  {
    name: "FREEHOLD_SWEEP_CONFIRM_SEC",
    meaning: "Seconds before what such a comparison found is asked again; nothing is concluded from one answer",
    default: "5",
  },
  {
    name: "FREEHOLD_SWEEP_PERCENT",
    meaning: "Share of each account's API budget that comparisons may take",
    default: "10",
  },
  {
    name: "FREEHOLD_HEAL",
    meaning:
      "What is done about a tenant that is not as it should be: `report` it, or `repair` what can be put right without the loss of data",
    default: "report",
  },
  {
    name: "FREEHOLD_BRAKE_PERCENT",
    meaning:
      "Share of the tenants (and at least 3) that look unwell at once above which nothing is healed or removed by itself",
    default: "10",
  },
  {
    name: "FREEHOLD_ORPHAN_GRACE_SEC",
    meaning: "Seconds after which something that carries our labels and nobody has is quarantined",
    default: "86400",
  },
  {
    name: "FREEHOLD_ORPHAN_REMOVAL_SEC",
    meaning: "Seconds in quarantine after which such a thing of a known tenant is removed by itself",
    default: "never",
  },
  {
    name: "FREEHOLD_PLACEMENT_FALLBACK",
    meaning:
      "Where a machine may be when the cloud has none in the region that was asked for, unless the signup says it: `none`, `region`, `cloud`",
    default: "none",
  },
  {
    name: "FREEHOLD_CAPACITY_RETRY_SEC",
    meaning:
      "Seconds before a tenant that waits for a machine is tried again; they double from try to try, up to half an hour",
    default: "60",
  },
  {
    name: "FREEHOLD_OFFER_REFRESH_SEC",
    meaning: "Age in seconds from which a cloud is asked anew what it sells, where, and for how much",
    default: "600",
  },
  {
    name: "FREEHOLD_CALLS_PER_HOUR",
    meaning:
      "Calls an hour that each account of a cloud may make, where the vendor granted another number than it documents, such as `hetzner=7200`; several, separated by commas",
    default: "the vendors' own; none for `proxmox`",
  },
  {
    name: "FREEHOLD_GOLDEN_IMAGES",
    meaning:
      "Template, such as `supabase`, for which an image is made in every account: machines born from it have Docker and the template's container images already. A cloud charges for the image's storage",
    default: "none: machines are born bare",
  },
] as const satisfies readonly Setting[];
