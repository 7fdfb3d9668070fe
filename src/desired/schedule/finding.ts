/** Something in a deployment's schedule that has no effect, or not the one it seems to have. */
export interface Finding {
  about: 'replicas' | 'schedule' | 'except';
  /** Of the entry in its list; 0 for `replicas`. */
  index: number;
  message: string;
}
