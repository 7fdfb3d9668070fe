import { describe, expect, test } from 'vitest';
import { describeTotal, totalGpus } from '../../src/domain/gpus.js';
import { describeShortage, quotaShortage } from '../../src/domain/quota.js';

describe('total GPUs = gpu-count × replicas', () => {
  test.each([
    [2, 3, '2 GPUs × 3 replicas = 6 GPUs'],
    [1, 1, '1 GPU × 1 replica = 1 GPU'],
    [8, 0, '8 GPUs × 0 replicas = 0 GPUs'],
  ])('%i × %i', (count, replicas, words) => {
    expect(describeTotal(count, replicas)).toBe(words);
    expect(totalGpus(count, replicas)).toBe(count * replicas);
  });
});

describe('the quota', () => {
  const quotas = (usage: number, limit: number) => [
    { resource: 'instance', usage: 9, limit: 9 },
    { resource: 'gpua5000', usage, limit },
  ];
  const change = (gpuCount: number, from: number, to: number) => ({
    gpuType: 'gpua5000',
    gpuCount,
    from,
    to,
  });

  test.each([
    // what                       count from to  usage limit   needed free largest
    ['fits exactly', change(2, 0, 3), quotas(2, 8), undefined],
    ['one replica too many', change(2, 0, 4), quotas(2, 8), { needed: 8, free: 6, limit: 8, largestSize: 3 }],
    ['what runs is not counted', change(2, 1, 4), quotas(2, 8), undefined],
    [
      'half a replica is none',
      change(4, 1, 3),
      quotas(4, 10),
      { needed: 8, free: 6, limit: 10, largestSize: 2 },
    ],
    ['nothing is free', change(1, 1, 2), quotas(8, 8), { needed: 1, free: 0, limit: 8, largestSize: 1 }],
    [
      'more in use than allowed',
      change(1, 1, 2),
      quotas(9, 8),
      { needed: 1, free: 0, limit: 8, largestSize: 1 },
    ],
    ['down always fits', change(1, 3, 1), quotas(9, 8), undefined],
    ['unlimited', change(8, 0, 99), quotas(0, -1), undefined],
    ['no entry for the family', change(8, 0, 99), [], undefined],
    ['an entry without what is used', change(8, 0, 99), [{ resource: 'gpua5000', limit: 8 }], undefined],
    ['an entry without a limit', change(8, 0, 99), [{ resource: 'gpua5000', usage: 1 }], undefined],
  ])('%s', (_, asked, known, shortage) => {
    expect(quotaShortage(asked, known)).toEqual(shortage && { family: 'gpua5000', ...shortage });
  });

  test('a shortage is described with needed, free and limit', () => {
    const shortage = quotaShortage(change(2, 0, 4), quotas(2, 8));
    expect(shortage && describeShortage(shortage)).toBe(
      'the quota for gpua5000 is too small: 8 GPUs more needed, 6 free of 8',
    );
  });
});
