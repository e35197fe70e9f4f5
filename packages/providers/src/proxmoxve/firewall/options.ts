import { defineResource, type InputsOf, type StateOf } from "@freehold/provider-kit";
import type { OptionsLegacy, OptionsLegacyArgs } from "@muhlba91/pulumi-proxmoxve/firewall/index.js";
import type { Parameters, ProxmoxClient } from "../client.ts";
import { deleteIfThere } from "../errors.ts";
import { checkGuest, firewallId, firewallPath, guestInId } from "./guest.ts";

type OptionsInputs = InputsOf<OptionsLegacyArgs>;
type OptionsState = StateOf<OptionsLegacy>;
type VendorOptions = Record<string, string | number | undefined>;

const POLICIES = ["ACCEPT", "REJECT", "DROP"] as const;
const LOG_LEVELS = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug", "nolog"] as const;

/** `proxmoxve.firewall.OptionsLegacy` of a virtual machine. https://pve.proxmox.com/pve-docs/api-viewer/#/nodes/{node}/qemu/{vmid}/firewall/options */
export const firewallOptions = defineResource<ProxmoxClient, OptionsInputs, OptionsState>({
  schema: {
    inputs: {
      containerId: { kind: "number", replaces: true },
      dhcp: { kind: "boolean", fallback: false },
      enabled: { kind: "boolean", fallback: false },
      inputPolicy: { kind: "string", fallback: "DROP", oneOf: POLICIES },
      ipfilter: { kind: "boolean", fallback: false },
      logLevelIn: { kind: "string", fallback: "nolog", oneOf: LOG_LEVELS },
      logLevelOut: { kind: "string", fallback: "nolog", oneOf: LOG_LEVELS },
      macfilter: { kind: "boolean", fallback: true },
      ndp: { kind: "boolean", fallback: false },
      nodeName: { kind: "string", required: true, replaces: true },
      outputPolicy: { kind: "string", fallback: "ACCEPT", oneOf: POLICIES },
      radv: { kind: "boolean", fallback: true },
      vmId: { kind: "number", required: true, replaces: true },
    },
    outputs: {},
  },

  check: checkGuest,

  async create({ client, inputs, signal }) {
    await client.put(`${firewallPath(inputs)}/options`, optionsOf(inputs), signal);
    return { id: firewallId(inputs), shown: {} };
  },

  async read({ client, id, signal }) {
    const guest = guestInId(id);
    const found = await client.find<VendorOptions>(`${firewallPath(guest)}/options`, signal);
    return found && { shown: { nodeName: guest.nodeName, vmId: guest.vmId, ...shownOptions(found) } };
  },

  async update({ client, inputs, signal }) {
    await client.put(`${firewallPath(inputs)}/options`, optionsOf(inputs), signal);
    return {};
  },

  async delete({ client, inputs, signal }) {
    const names = Object.keys(optionsOf(inputs)).join(",");
    await deleteIfThere(() => client.put(`${firewallPath(inputs)}/options`, { delete: names }, signal));
  },
});

/** Every option, so that none of the template's stays. */
function optionsOf(inputs: OptionsInputs): Parameters {
  return {
    enable: inputs.enabled ?? false,
    dhcp: inputs.dhcp ?? false,
    ipfilter: inputs.ipfilter ?? false,
    macfilter: inputs.macfilter ?? true,
    ndp: inputs.ndp ?? false,
    radv: inputs.radv ?? true,
    log_level_in: inputs.logLevelIn ?? "nolog",
    log_level_out: inputs.logLevelOut ?? "nolog",
    policy_in: inputs.inputPolicy ?? "DROP",
    policy_out: inputs.outputPolicy ?? "ACCEPT",
  };
}

/** What the vendor leaves out is its default. */
function shownOptions(found: VendorOptions) {
  return {
    enabled: found.enable === 1,
    dhcp: found.dhcp === 1,
    ipfilter: found.ipfilter === 1,
    macfilter: found.macfilter !== 0,
    ndp: found.ndp !== 0,
    radv: found.radv === 1,
    logLevelIn: String(found.log_level_in ?? "nolog"),
    logLevelOut: String(found.log_level_out ?? "nolog"),
    inputPolicy: String(found.policy_in ?? "DROP"),
    outputPolicy: String(found.policy_out ?? "ACCEPT"),
  };
}
