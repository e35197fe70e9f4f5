/** Interfaces that are not the machine's own network: loopback, and what Docker makes. */
const NOT_OWN = /^(lo$|docker|br-|veth|cni|flannel)/;

/**
 * The first usable address, interface by interface as the guest agent reports them; empty when there is none. A destroy runs the program
 * with a machine that was never made too: then nothing is reported.
 */
export function machineAddress(
  interfaceNames: readonly string[] = [],
  addresses: readonly (readonly string[])[] = [],
): string {
  const usable = interfaceNames.flatMap((name, index) => (NOT_OWN.test(name) ? [] : (addresses[index] ?? [])));
  return usable.find((address) => !address.startsWith("169.254.") && !/^fe80:/i.test(address)) ?? "";
}
