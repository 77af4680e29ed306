import { expect, it } from 'vitest';
import type { FolderRecord } from './schema.ts';
import { sharedFolders } from './shared-folders.ts';

const folder = (id: number, name: string, more: Partial<FolderRecord> = {}): FolderRecord => ({
  id,
  name,
  companyId: undefined,
  parentId: undefined,
  ...more,
});

it('are the global folders of these names, however capitalised, with everything inside of them', () => {
  // The innermost first: whoever looks once over the list does not reach it.
  const folders = [
    folder(4, 'Innermost', { parentId: 3 }),
    folder(3, 'Inside', { parentId: 2 }),
    folder(2, 'For All Clients '),
    folder(5, 'Internal'),
    folder(6, 'In Internal', { parentId: 5 }),
  ];
  expect(sharedFolders(folders, ['for all clients'])).toEqual(new Set([2, 3, 4]));
});

it('are never a client’s own folder, though it has the name, nor what is in it', () => {
  const folders = [
    folder(2, 'For all clients', { companyId: 342 }),
    folder(3, 'Inside', { companyId: 342, parentId: 2 }),
  ];
  expect(sharedFolders(folders, ['For all clients'])).toEqual(new Set());
});

it('end where folders are inside of each other', () => {
  const folders = [folder(2, 'One', { parentId: 3 }), folder(3, 'Other', { parentId: 2 })];
  expect(sharedFolders(folders, ['One'])).toEqual(new Set([2, 3]));
});
