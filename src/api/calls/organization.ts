import { type Operation, operation } from '../../schemas/operation.js';
import * as schemas from '../../schemas/organization.js';
import { type Call, reading } from '../call.js';
import { segment } from '../segment.js';

/* What belongs to the organization as a whole, and the operations under way in a zone. */

/** `list-zones`, the one public call. */
export const listZones = (): Call<{ zones: schemas.Zone[] }> =>
  reading({
    operation: 'list-zones',
    path: '/zone',
    answer: schemas.zoneList,
    unsigned: true,
    doing: 'list zones',
  });

/** `list-quotas`: one entry a resource, the GPU families among them. */
export const listQuotas = (): Call<{ quotas?: schemas.Quota[] | undefined }> =>
  reading({ operation: 'list-quotas', path: '/quota', answer: schemas.quotaList, doing: 'read the quotas' });

/** `get-organization`. */
export const getOrganization = (): Call<schemas.Organization> =>
  reading({
    operation: 'get-organization',
    path: '/organization',
    answer: schemas.organization,
    doing: 'read the organization',
  });

/** `get-operation`. */
export const getOperation = (id: string): Call<Operation> =>
  reading({
    operation: 'get-operation',
    path: `/operation/${segment(id)}`,
    answer: operation,
    doing: `read operation ${id}`,
  });
