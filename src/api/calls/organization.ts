import { type Operation, operation } from '../../schemas/operation.js';
import * as schemas from '../../schemas/organization.js';
import { type Call, reading, segment } from '../call.js';

/* What belongs to the organization as a whole, and the operations under way in a zone. */

/** `list-zones`, the only call that needs no credentials. */
export const listZones = (): Call<{ zones: schemas.Zone[] }> =>
  reading(schemas.zoneList, { operation: 'list-zones', path: '/zone', unsigned: true, doing: 'list zones' });

/** `list-quotas`: one entry for each resource, the GPU families among them. */
export const listQuotas = (): Call<{ quotas?: schemas.Quota[] | undefined }> =>
  reading(schemas.quotaList, { operation: 'list-quotas', path: '/quota', doing: 'read the quotas' });

/** `get-organization`. */
export const getOrganization = (): Call<schemas.Organization> =>
  reading(schemas.organization, {
    operation: 'get-organization',
    path: '/organization',
    doing: 'read the organization',
  });

/** `get-operation`. */
export const getOperation = (id: string): Call<Operation> =>
  reading(operation, {
    operation: 'get-operation',
    path: `/operation/${segment(id)}`,
    about: id,
    doing: `read operation ${id}`,
  });
