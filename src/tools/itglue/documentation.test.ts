import {
  describeRemoteDocumentation,
  type RemoteDocumentationBench,
  type StoredArticle,
} from '../../../test/contracts/documentation.contract.ts';
import { brightfieldInItGlue, lakesideInItGlue, openItGlueBench } from '../../../test/support/itglue.ts';
import { MSP_ORGANIZATION_ID, SHARED_ORGANIZATION_ID } from '../../sandbox/itglue/simulated-itglue.ts';

describeRemoteDocumentation('IT Glue', async (): Promise<RemoteDocumentationBench> => {
  const { itglue, vendor, connectWith } = await openItGlueBench();

  return {
    documentation: itglue.documentation,
    stranger: connectWith({ apiKey: 'wrong' }).documentation,
    companyId: lakesideInItGlue,
    otherCompanyId: brightfieldInItGlue,
    calls: vendor.calls,
    faults: vendor.faults,
    paths: { search: /relationships\/documents$/, read: /\/documents\/\d+$/ },
    write: (article) =>
      String(
        vendor.write({
          organizationId: organizationOf(article),
          title: article.title,
          sections: [{ kind: 'Text', html: article.html }],
          published: article.state !== 'draft',
          archived: article.state === 'archived',
        }),
      ),
    ignoreFilters: () => Object.assign(vendor.oddities, { ignoresFilters: true }),
    close: () => vendor.close(),
  };
});

function organizationOf({ companyId, mspOnly }: StoredArticle): number {
  if (companyId !== null) return Number(companyId);
  return mspOnly ? MSP_ORGANIZATION_ID : SHARED_ORGANIZATION_ID;
}
