import { operation } from '../schemas/operation.js';
import { organization, quotaList } from '../schemas/organization.js';
import type { CallOptions } from './call.js';
import type { ZoneSender } from './client.js';
import { segment } from './segment.js';

/** What belongs to the organization as a whole, and the operations under way in the zone. */
export function organizations(send: ZoneSender) {
  return {
    /** `list-quotas`: one entry a resource, the GPU families among them. */
    listQuotas: async (options?: CallOptions) => {
      const answer = await send(
        {
          operation: 'list-quotas',
          method: 'GET',
          path: '/quota',
          answer: quotaList,
          repeat: 'safe',
          doing: 'read the quotas',
        },
        options,
      );
      return answer.quotas ?? [];
    },
    /** `get-organization`. */
    getOrganization: (options?: CallOptions) =>
      send(
        {
          operation: 'get-organization',
          method: 'GET',
          path: '/organization',
          answer: organization,
          repeat: 'safe',
          doing: 'read the organization',
        },
        options,
      ),
    /** `get-operation`. */
    getOperation: (id: string, options?: CallOptions) =>
      send(
        {
          operation: 'get-operation',
          method: 'GET',
          path: `/operation/${segment(id)}`,
          answer: operation,
          repeat: 'safe',
          doing: `read operation ${id}`,
        },
        options,
      ),
  };
}
