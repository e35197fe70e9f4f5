import type { CloudCatalogue, MachineType } from "./types.ts";

const EUROPE = ["fsn1", "nbg1", "hel1"] as const;
const OVERSEAS = ["ash", "hil", "sin"] as const;

/**
 * Hetzner Cloud. Sizes as its API lists them; net prices per month in Falkenstein for the CX and CAX lines (September 2026),
 * of April 2024 for the CPX line, which is sold outside Europe only. Live prices replace these where an account is asked.
 */
export const hetzner: CloudCatalogue = {
  currency: "EUR",
  regions: [
    { name: "fsn1", city: "Falkenstein", country: "DE", networkZone: "eu-central" },
    { name: "nbg1", city: "Nuremberg", country: "DE", networkZone: "eu-central" },
    { name: "hel1", city: "Helsinki", country: "FI", networkZone: "eu-central" },
    { name: "ash", city: "Ashburn, VA", country: "US", networkZone: "us-east" },
    { name: "hil", city: "Hillsboro, OR", country: "US", networkZone: "us-west" },
    { name: "sin", city: "Singapore", country: "SG", networkZone: "ap-southeast" },
  ],
  machineTypes: [
    machineType("cx23", 2, 4, 40, 5.49, EUROPE),
    machineType("cx33", 4, 8, 80, 8.49, EUROPE),
    machineType("cx43", 8, 16, 160, 15.99, EUROPE),
    machineType("cx53", 16, 32, 320, 29.49, EUROPE),
    machineType("cpx22", 2, 4, 80, 19.49, EUROPE),
    machineType("cpx32", 4, 8, 160, 35.49, EUROPE),
    machineType("cpx42", 8, 16, 320, 69.49, EUROPE),
    machineType("cpx62", 16, 32, 640, 129.99, EUROPE),
    machineType("cpx21", 3, 4, 80, 7.05, OVERSEAS),
    machineType("cpx31", 4, 8, 160, 13.1, OVERSEAS),
    machineType("cpx41", 8, 16, 240, 24.7, OVERSEAS),
    machineType("cpx51", 16, 32, 360, 54.4, OVERSEAS),
  ],
  ladder: {
    small: ["cx23", "cpx22", "cpx21"],
    medium: ["cx33", "cpx32", "cpx31"],
    large: ["cx43", "cpx42", "cpx41"],
    xlarge: ["cx53", "cpx62", "cpx51"],
  },
  extras: { ipv4PerMonth: 0.5, volumeGibPerMonth: 0.044, backupShare: 0.2 },
  image: "debian-12",
};

function machineType(
  name: string,
  cores: number,
  memoryGib: number,
  diskGib: number,
  amount: number,
  regions: readonly string[],
): MachineType {
  return { name, cores, memoryGib, diskGib, pricePerMonth: { amount, currency: "EUR" }, regions };
}
