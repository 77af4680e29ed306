import type { Request, RequestHandler } from 'express';
import type { ResourceRecord } from './records.ts';
import { Refusal } from './refusal.ts';
import type { Seed } from './seed.ts';
import type { Actor } from './service-desk.ts';

/** What a program signs in with. */
export interface Credentials {
  username: string;
  secret: string;
  integrationCode: string;
}

/** Of the program that is not ours; it may write in the name of a technician. */
export const OTHER_PROGRAM: Credentials = {
  username: 'rmm@harbor-it.example',
  secret: 'another secret',
  integrationCode: 'ANOTHERCODE',
};

/** Who called, by what they signed in with. */
export interface Caller {
  credentials: Credentials;
  user: ResourceRecord;
}

/** The three headers that every call has to have; 401 tells which of them is wrong to nobody. */
export function createAuthentication(ours: Credentials, seed: Seed) {
  const callers: readonly Caller[] = [
    { credentials: ours, user: seed.apiUser },
    { credentials: OTHER_PROGRAM, user: seed.otherApiUser },
  ];

  function callerOf(request: Request): Caller {
    const found = callers.find(
      ({ credentials: { username, secret, integrationCode } }) =>
        request.get('username') === username &&
        request.get('secret') === secret &&
        request.get('apiintegrationcode') === integrationCode,
    );
    if (!found) throw new Refusal(401, 'The logged in Resource does not exist or the credentials are wrong.');
    return found;
  }

  return {
    callerOf,
    /** Refuses who is nobody, and everybody at a host that is not the zone's. */
    guard: (zoneHost: () => string): RequestHandler => {
      return (request, _response, next) => {
        callerOf(request);
        if (request.headers.host !== zoneHost()) throw new Refusal(401, 'The database is in another zone.');
        next();
      };
    },
    /** The caller, or the resource in whose name the call is made with the caller behind it. */
    actorOf(request: Request): Actor {
      const { user } = callerOf(request);
      const named = request.get('impersonationresourceid');
      if (named === undefined) return { resource: user };
      const resource = seed.resources.find(({ id }) => String(id) === named);
      // The security levels of this tenant let the other program alone write in technicians' names.
      if (!resource || user.id !== seed.otherApiUser.id) {
        throw new Refusal(500, 'The resource may not be impersonated by this security level.');
      }
      return { resource, impersonator: user };
    },
  };
}

/** Tells who calls. */
export type Authentication = ReturnType<typeof createAuthentication>;
