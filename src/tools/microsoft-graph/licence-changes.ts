import { z } from 'zod';
import { CountersignError, errorCode } from '../../errors.ts';
import type { Fact, TargetId } from '../../models/plan.ts';
import type { Preflight, WriteTool } from '../tool.ts';
import {
  type Account,
  administratorReasons,
  blocked,
  listed,
  readAccount,
  riskOf,
  userTarget,
} from './account.ts';
import type { GraphApi } from './api.ts';
import { type ChangeDependencies, changeTool } from './change.ts';
import { whatWasDone } from './done-sentences.ts';
import { licenceName } from './licence-names.ts';
import type { Sku } from './schema.ts';

const LicenceOfUser = z.strictObject({
  userId: z.guid().describe('Object id of the user, from find_user or get_user.'),
  skuId: z.guid().describe('Id of the licence, from list_available_licences or get_user_access.'),
});

type LicenceOfUser = z.infer<typeof LicenceOfUser>;

interface Seen {
  account: Account;
  sku: Sku;
  /** Everything that the tenant has bought. */
  skus: readonly Sku[];
}

/** `assign_licence` and `remove_licence`. */
export function licenceTools(dependencies: ChangeDependencies): WriteTool[] {
  return [
    changeTool(dependencies, {
      name: 'assign_licence',
      version: 1,
      title: 'Assign licence',
      description:
        'Gives a user a licence of which the tenant has a free seat. Buys nothing: without a free seat it cannot be done.',
      input: LicenceOfUser,
      highRisk: false,
      permission: 'LicenseAssignment.ReadWrite.All',
      targetsOf,
      look,
      describe: (seen) => ({
        summary: `Give ${seen.account.user.displayName} the licence ${licenceName(seen.sku.partNumber)}`,
        ...whatWasDone((words) =>
          words.licenceGiven(seen.account.user.displayName, licenceName(seen.sku.partNumber)),
        ),
        subject: userTarget(seen.account.user),
        before: [licencesFact(seen, heldSkus(seen)), seatsFact(seen.sku, seen.sku.free)],
        after: [
          licencesFact(seen, [...heldSkus(seen), seen.sku.skuId]),
          seatsFact(seen.sku, Math.max(0, seen.sku.free - 1)),
        ],
        risk: riskOf(administratorReasons(seen.account)),
      }),
      judge: judgeAssignment,
      act: (api, { userId, skuId }) => api.changeLicences(userId, { add: [skuId] }),
      proves: (seen) => (heldSkus(seen).includes(seen.sku.skuId) ? 'done' : 'not_done'),
    }),
    changeTool(dependencies, {
      name: 'remove_licence',
      version: 1,
      title: 'Remove licence',
      description:
        'Takes a licence from a user. What it gave stops working; after 30 days Microsoft deletes the mailbox and files that depended on it.',
      input: LicenceOfUser,
      highRisk: false,
      permission: 'LicenseAssignment.ReadWrite.All',
      targetsOf,
      look,
      describe: (seen) => ({
        summary: `Take the licence ${licenceName(seen.sku.partNumber)} from ${seen.account.user.displayName}`,
        ...whatWasDone((words) =>
          words.licenceTaken(seen.account.user.displayName, licenceName(seen.sku.partNumber)),
        ),
        subject: userTarget(seen.account.user),
        before: [licencesFact(seen, heldSkus(seen)), seatsFact(seen.sku, seen.sku.free)],
        after: [
          licencesFact(
            seen,
            heldSkus(seen).filter((skuId) => skuId !== seen.sku.skuId),
          ),
          seatsFact(seen.sku, seen.sku.free + 1),
        ],
        risk: riskOf(administratorReasons(seen.account)),
      }),
      judge: judgeRemoval,
      act: removeLicence,
      proves: (seen) => (isHeldDirectly(seen) ? 'not_done' : 'done'),
    }),
  ];
}

function targetsOf({ userId, skuId }: LicenceOfUser): TargetId[] {
  return [
    { kind: 'user', id: userId },
    { kind: 'licence', id: skuId },
  ];
}

async function look(api: GraphApi, { userId, skuId }: LicenceOfUser): Promise<Seen> {
  const [account, skus] = await Promise.all([readAccount(api, userId), api.skus()]);
  const sku = skus.find((one) => one.skuId === skuId);
  if (sku) return { account, sku, skus };
  throw new CountersignError('not_found', 'the tenant has no such licence', { vendor: 'microsoft_graph' });
}

function heldSkus({ account }: Seen): string[] {
  return account.user.licences.map(({ skuId }) => skuId);
}

function isHeldDirectly({ account, sku }: Seen): boolean {
  return account.user.licences.some(({ skuId, fromGroupId }) => skuId === sku.skuId && !fromGroupId);
}

function licencesFact({ account, skus }: Seen, skuIds: readonly string[]): Fact {
  const names = skuIds.map((skuId) => {
    const sku = skus.find((one) => one.skuId === skuId);
    return sku ? licenceName(sku.partNumber) : 'another licence';
  });
  return { label: `Licences of ${account.user.displayName}`, value: listed(names) };
}

function seatsFact(sku: Sku, free: number): Fact {
  return { label: `Free seats of ${licenceName(sku.partNumber)}`, value: `${free} of ${sku.total}` };
}

function judgeAssignment(seen: Seen): Preflight {
  const { sku, account } = seen;
  const name = licenceName(sku.partNumber);
  if (heldSkus(seen).includes(sku.skuId)) return { kind: 'already_done' };
  if (!sku.isForUsers) return blocked(`${name} is for the whole company and is not given to people.`);
  if (!sku.isUsable) return blocked(`The subscription of ${name} is not active.`);
  if (!account.user.usageLocation)
    return blocked(
      `${account.user.displayName} has no usage location, without which Microsoft gives no licence: set it first.`,
    );
  if (sku.free === 0)
    return blocked(`No seat of ${name} is free (all ${sku.total} are taken): buy one first.`);
  return { kind: 'ready' };
}

function judgeRemoval(seen: Seen): Preflight {
  if (isHeldDirectly(seen)) return { kind: 'ready' };
  const inherited = heldSkus(seen).includes(seen.sku.skuId);
  if (!inherited) return { kind: 'already_done' };
  return blocked(
    `${seen.account.user.displayName} has ${licenceName(seen.sku.partNumber)} through a group: remove them from that group.`,
  );
}

/** Taking what is not there is refused like a malformed call: whoever has no such licence needs no removing. */
async function removeLicence(api: GraphApi, { userId, skuId }: LicenceOfUser): Promise<void> {
  try {
    await api.changeLicences(userId, { remove: [skuId] });
  } catch (error) {
    if (errorCode(error) !== 'invalid_input') throw error;
    const { licences } = await api.user(userId);
    if (licences.some((licence) => licence.skuId === skuId)) throw error;
  }
}
