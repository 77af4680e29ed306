import {
  describeRemoteDocumentation,
  type RemoteDocumentationBench,
  type StoredArticle,
} from '../../../test/contracts/documentation.contract.ts';
import { brightfieldInHudu, lakesideInHudu, openHuduBench } from '../../../test/support/hudu.ts';
import { SHARED_FOLDER } from '../../sandbox/hudu/simulated-hudu.ts';

describeRemoteDocumentation('Hudu', async (): Promise<RemoteDocumentationBench> => {
  const { hudu, vendor, connectWith } = await openHuduBench();

  return {
    documentation: hudu.documentation,
    stranger: connectWith({ apiKey: 'wrong' }).documentation,
    companyId: lakesideInHudu,
    otherCompanyId: brightfieldInHudu,
    calls: vendor.calls,
    faults: vendor.faults,
    paths: { search: /\/articles$/, read: /\/articles\/\d+$/ },
    write: (article) =>
      String(
        vendor.write({ title: article.title, html: article.html, ...placeOf(article), ...stateOf(article) }),
      ),
    ignoreFilters: () => Object.assign(vendor.oddities, { ignoresFilters: true }),
    close: () => vendor.close(),
  };
});

function placeOf({ companyId, mspOnly }: StoredArticle): { companyId: number | null; folder?: string } {
  if (companyId !== null) return { companyId: Number(companyId) };
  return { companyId: null, folder: mspOnly ? 'Internal' : SHARED_FOLDER };
}

function stateOf({ state }: StoredArticle): { draft: boolean; archived: boolean } {
  return { draft: state === 'draft', archived: state === 'archived' };
}
