/** By what the rows of a month are made. A file of its own: TAB reads the words, and none of the sums. */
export const COST_BY = ['deployment', 'family', 'day'] as const;
export type CostBy = (typeof COST_BY)[number];
