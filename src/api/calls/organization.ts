import { type Operation, operation } from '../../schemas/operation.js';
import * as schemas from '../../schemas/organization.js';
import type { Call } from '../call.js';
import { segment } from '../segment.js';

/* What belongs to the organization as a whole, and the operations under way in a zone. */

/** `list-zones`, the one public call. */
export const listZones = (): Call<{ zones: schemas.Zone[] }> => ({
  operation: 'list-zones',
  method: 'GET',
  path: '/zone',
  answer: schemas.zoneList,
  repeat: 'safe',
  unsigned: true,
  doing: 'list zones',
});

/** `list-quotas`: one entry a resource, the GPU families among them. */
export const listQuotas = (): Call<{ quotas?: schemas.Quota[] | undefined }> => ({
  operation: 'list-quotas',
  method: 'GET',
  path: '/quota',
  answer: schemas.quotaList,
  repeat: 'safe',
  doing: 'read the quotas',
});

/** `get-organization`. */
export const getOrganization = (): Call<schemas.Organization> => ({
  operation: 'get-organization',
  method: 'GET',
  path: '/organization',
  answer: schemas.organization,
  repeat: 'safe',
  doing: 'read the organization',
});

/** `get-operation`. */
export const getOperation = (id: string): Call<Operation> => ({
  operation: 'get-operation',
  method: 'GET',
  path: `/operation/${segment(id)}`,
  answer: operation,
  repeat: 'safe',
  doing: `read operation ${id}`,
});
