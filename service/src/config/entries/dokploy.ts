import { z } from "zod";
import type { SettingGroup } from "../setting.ts";
import { webUrl } from "../values.ts";

/** A Dokploy installation. */
export const DOKPLOY = {
  url: {
    name: "DOKPLOY_URL",
    meaning: "Address of a Dokploy installation, whose servers the ledger compares with the tenants that are (live)",
    schema: webUrl("https://dokploy.example.com"),
  },
  apiKey: {
    name: "DOKPLOY_API_KEY",
    meaning: 'API key of its organization, made with `metadata: {"organizationId": …}` (live)',
    schema: z.string(),
    secret: true,
  },
} as const satisfies SettingGroup;
