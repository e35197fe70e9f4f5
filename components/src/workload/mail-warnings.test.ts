import { expect, test } from "@jest/globals";
import { mailWarnings as warningsOf } from "./mail-warnings.ts";
import { type TemplateRelease, templateTable } from "./template-table.ts";

const SUPABASE = templateTable().version("supabase", "0.7.0") as TemplateRelease;
const mailWarnings = (chosen: Record<string, string>, cloud: "digitalocean" | "docker" | "hetzner" | "proxmox") =>
  warningsOf(SUPABASE, chosen, cloud);

const MAIL = { smtpHost: "smtp.example.com" };

test("without a mail server and without autoconfirmation nobody who signs up can sign in", () => {
  expect(mailWarnings({}, "proxmox")).toEqual([expect.stringMatching(/^nobody who signs up can sign in: .*smtpHost/)]);
  expect(mailWarnings({ emailAutoconfirm: "true" }, "proxmox")).toEqual([]);
  expect(mailWarnings({ disableSignup: "true" }, "proxmox")).toEqual([]);
  expect(mailWarnings(MAIL, "proxmox")).toEqual([]);
});

test.each([
  ["digitalocean", undefined, true],
  ["digitalocean", "25", true],
  ["digitalocean", "465", true],
  ["digitalocean", "2525", false],
  ["hetzner", "465", true],
  ["hetzner", undefined, false],
  ["docker", "25", false],
] as const)("at %s the port %s of a mail server is said to be blocked: %s", (cloud, smtpPort, isBlocked) => {
  const warnings = mailWarnings({ ...MAIL, ...(smtpPort !== undefined && { smtpPort }) }, cloud);

  expect(warnings).toEqual(isBlocked ? [expect.stringMatching(/^no mail will be sent: .*2525/)] : []);
});

test("a template that sends no mail is not warned of it", () => {
  const { smtpHost: _host, ...settings } = SUPABASE.manifest.settings;
  const silent = { ...SUPABASE, manifest: { ...SUPABASE.manifest, settings } };

  expect(warningsOf(silent, {}, "hetzner")).toEqual([]);
});
