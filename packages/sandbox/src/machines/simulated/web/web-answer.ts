/** An answer of a simulated workload. */
export interface WebAnswer {
  status: number;
  body: object;
}
