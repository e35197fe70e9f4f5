import type { CloudTraffic, CountedCalls } from "../app/accounts/cloud-traffic.ts";
import type { Budget } from "./budget.ts";
import type { Route } from "./grants.ts";

export interface CountedTraffic extends CloudTraffic {
  count(route: Pick<Route, "cloud" | "account">, status: number | "lost"): void;
}

/** Counts calls as they end. */
export function createTraffic(budgets: () => readonly Route[]): CountedTraffic {
  const counted = new Map<string, CountedCalls>();
  return {
    calls: () => [...counted.values()],
    waiting: () => budgets().map(({ cloud, account, budget }) => ({ cloud, account, waiting: waitingIn(budget) })),
    count({ cloud, account }, answer) {
      const status = String(answer);
      const key = `${cloud} ${account} ${status}`;
      const entry = counted.get(key) ?? { cloud, account, status, count: 0 };
      counted.set(key, { ...entry, count: entry.count + 1 });
    },
  };
}

function waitingIn({ waiting }: Budget): number {
  return waiting;
}
