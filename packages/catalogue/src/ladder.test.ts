import { expect, test } from "@jest/globals";
import { type LiveOffer, ladderOf, offerOf, type RungOffer, type WantedPlacement } from "./index.ts";

const WANTED: WantedPlacement = { cloud: "hetzner", region: "fsn1", size: "small", fallback: "none" };
const HETZNER = offerOf("hetzner");
const DIGITALOCEAN = offerOf("digitalocean");

function shown(ladder: readonly RungOffer[]): string[] {
  return ladder.map(({ rung }) => `${rung.cloud} ${rung.region} ${rung.machineType}`);
}

test("without a fallback only the region is tried, with every machine type of the size that it sells", () => {
  expect(shown(ladderOf(WANTED, [HETZNER, DIGITALOCEAN]))).toEqual(["hetzner fsn1 cx23", "hetzner fsn1 cpx22"]);
});

test("with fallback to regions the country comes first, then the zone, each machine type everywhere before the next", () => {
  expect(shown(ladderOf({ ...WANTED, fallback: "region" }, [HETZNER, DIGITALOCEAN]))).toEqual([
    "hetzner fsn1 cx23",
    "hetzner nbg1 cx23",
    "hetzner hel1 cx23",
    "hetzner fsn1 cpx22",
    "hetzner nbg1 cpx22",
    "hetzner hel1 cpx22",
  ]);
});

test("with fallback to clouds the second cloud comes last, its nearest region first, and nothing leaves the jurisdiction", () => {
  const ladder = shown(ladderOf({ ...WANTED, fallback: "cloud" }, [HETZNER, DIGITALOCEAN]));

  expect(ladder.slice(6)).toEqual([
    "digitalocean fra1 s-2vcpu-4gb",
    "digitalocean ams3 s-2vcpu-4gb",
    "digitalocean fra1 c-2",
    "digitalocean ams3 c-2",
  ]);
});

test("a region outside the European Union is left for its own country only", () => {
  const ladder = shown(ladderOf({ ...WANTED, region: "ash", fallback: "cloud" }, [HETZNER, DIGITALOCEAN]));

  expect([...new Set(ladder.map((rung) => rung.split(" ")[1]))]).toEqual([
    "ash",
    "hil",
    "nyc1",
    "nyc3",
    "sfo2",
    "sfo3",
  ]);
  expect(shown(ladderOf({ ...WANTED, region: "sin", fallback: "cloud" }, [HETZNER, DIGITALOCEAN]))).toEqual([
    "hetzner sin cpx21",
    "digitalocean sgp1 s-2vcpu-4gb",
    "digitalocean sgp1 c-2",
  ]);
});

test("a machine type that is named is the only one without a fallback, and the first one with it", () => {
  const named = { ...WANTED, machineType: "ccx13" };

  expect(shown(ladderOf(named, [HETZNER]))).toEqual(["hetzner fsn1 ccx13"]);
  // 8 GiB are asked for by name: what takes its place has no less, whatever the size says.
  expect(shown(ladderOf({ ...named, fallback: "cloud" }, [HETZNER, DIGITALOCEAN]))).toEqual([
    ...["ccx13", "cx33", "cpx32"].flatMap((type) =>
      ["fsn1", "nbg1", "hel1"].map((region) => `hetzner ${region} ${type}`),
    ),
    ...["s-4vcpu-8gb", "g-2vcpu-8gb"].flatMap((type) =>
      ["fra1", "ams3"].map((region) => `digitalocean ${region} ${type}`),
    ),
  ]);
});

test("what the cloud itself does not sell is left out, what is sold out stays and is marked", () => {
  const place = (region: string, available: boolean) => ({ region, available, perHour: 0.01, perMonth: 6 });
  const live: LiveOffer = {
    regions: ["fsn1", "nbg1", "hel1"].map((name) => ({ name, available: true })),
    machineTypes: [{ name: "cx23", places: [place("fsn1", false), place("nbg1", true)] }],
  };

  const ladder = ladderOf({ ...WANTED, fallback: "region" }, [offerOf("hetzner", live)]);

  expect(ladder.map(({ rung, place: at }) => [rung.region, rung.machineType, at.available])).toEqual([
    ["fsn1", "cx23", false],
    ["nbg1", "cx23", true],
  ]);
});

test("a cluster of the operator's own falls back to its own nodes, and to no other cloud", () => {
  const live: LiveOffer = {
    regions: ["pve1", "pve2"].map((name) => ({ name, available: true })),
    machineTypes: [
      {
        name: "vm-2-4",
        places: ["pve1", "pve2"].map((region) => ({ region, available: true, perHour: 0, perMonth: 0 })),
      },
    ],
  };
  const wanted = { ...WANTED, cloud: "proxmox", region: "pve2", fallback: "cloud" } as const;

  expect(shown(ladderOf(wanted, [offerOf("proxmox", live), HETZNER]))).toEqual([
    "proxmox pve2 vm-2-4",
    "proxmox pve1 vm-2-4",
  ]);
  expect(shown(ladderOf({ ...WANTED, fallback: "cloud" }, [HETZNER, offerOf("proxmox", live)])).join()).not.toContain(
    "proxmox",
  );
});

test("an unknown region is refused, and so is a machine type that the region does not sell", () => {
  expect(() => ladderOf({ ...WANTED, region: "mars1" }, [HETZNER])).toThrow("region must be one of fsn1");
  expect(() => ladderOf({ ...WANTED, region: "ash", machineType: "cx99" }, [HETZNER])).toThrow(
    "machine type must be one of",
  );
});
