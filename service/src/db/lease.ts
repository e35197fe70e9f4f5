/** Proof of a claim: statements that carry it do nothing once another worker has claimed the operation. */
export interface Lease {
  operationId: string;
  fencingToken: number;
}
