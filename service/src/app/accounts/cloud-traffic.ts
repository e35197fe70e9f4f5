/** Calls to clouds that ended alike. */
export interface CountedCalls {
  cloud: string;
  account: string;
  /** Status of the answer; `lost` when there was none. */
  status: string;
  count: number;
}

/** Calls to clouds that wait for their account's budget. */
export interface WaitingCalls {
  cloud: string;
  account: string;
  waiting: number;
}

/** What this process has asked of the clouds. */
export interface CloudTraffic {
  calls(): CountedCalls[];
  waiting(): WaitingCalls[];
}
