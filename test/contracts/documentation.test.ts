import type { Documentation } from '../../src/tools/documentation.ts';
import { readableRunbook } from '../../src/tools/runbook-text.ts';
import {
  type DocumentationBench,
  describeDocumentation,
  type StoredArticle,
} from './documentation.contract.ts';

type Article = StoredArticle & { id: string };

/** The smallest documentation system that keeps the contract: shows that the suite can be passed. */
function documentationOf(articles: readonly Article[]): Documentation {
  const readable = (companyId: string) =>
    COMPANIES.includes(companyId)
      ? articles.filter(
          ({ state, mspOnly, companyId: owner }) =>
            !state && !mspOnly && (owner === companyId || owner === null),
        )
      : [];
  const urlOf = ({ id }: Article) => `https://docs.harbor-it.example/articles/${id}`;

  return {
    name: 'in_memory',
    title: 'In memory',
    search: async (companyId, { words, limit }) => {
      const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
      const hits = ({ title, html }: Article) =>
        wanted.filter((word) => `${title} ${textOf(html)}`.toLowerCase().includes(word)).length;
      return readable(companyId)
        .filter((article) => hits(article) > 0)
        .toSorted((one, other) => hits(other) - hits(one))
        .slice(0, limit)
        .map((article) => ({ id: article.id, title: article.title, url: urlOf(article) }));
    },
    read: async (companyId, { id: wanted, maxCharacters }) => {
      const article = readable(companyId).find(({ id }) => id === wanted);
      if (!article) return undefined;
      const { id, title, html } = article;
      return { id, title, url: urlOf(article), ...readableRunbook([{ html }], maxCharacters) };
    },
  };
}

function textOf(html: string): string {
  return readableRunbook([{ html }], html.length).text;
}

const COMPANIES = ['42', '43'];

describeDocumentation('An in-memory reference', async (): Promise<DocumentationBench> => {
  const articles: Article[] = [];
  return {
    documentation: documentationOf(articles),
    companyId: '42',
    otherCompanyId: '43',
    write(article) {
      const id = String(articles.length + 1);
      articles.push({ ...article, id });
      return id;
    },
    close: async () => {},
  };
});
